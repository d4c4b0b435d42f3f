package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;

/** Writes a request as a body of OpenAI Chat Completions. */
final class ToChat extends PlainWriter {

  ToChat(Target target) {
    super(target);
  }

  @Override
  void members(PlainRequest request, CallNames names) {
    out.name("model").string(target.model().name());
    out.name("messages").beginArray();
    for (PlainMessage message : withBatches(request.messages())) {
      message(message, names);
    }
    out.endArray();
    OpenAiTools tools = new OpenAiTools(target);
    tools.write(request);
    request.answer().ifPresent(answer -> tools.answer("response_format", answer));
    settings("", request.settings());
  }

  /** Calls of one turn must stand in one message, as their results follow it directly. */
  private static List<PlainMessage> withBatches(List<PlainMessage> messages) {
    List<PlainMessage> batched = new ArrayList<>();
    for (PlainMessage message : messages) {
      int last = batched.size() - 1;
      boolean goesOn =
          last >= 0
              && message.role() == Role.ASSISTANT
              && batched.get(last).role() == Role.ASSISTANT
              && hasCalls(batched.get(last), message);
      if (goesOn) {
        List<PlainPart> parts = new ArrayList<>(batched.get(last).parts());
        parts.addAll(message.parts());
        batched.set(last, new PlainMessage(batched.get(last).at(), Role.ASSISTANT, parts));
      } else {
        batched.add(message);
      }
    }
    return batched;
  }

  private static boolean hasCalls(PlainMessage first, PlainMessage second) {
    return first.parts().stream().anyMatch(PlainPart.Call.class::isInstance)
        || second.parts().stream().anyMatch(PlainPart.Call.class::isInstance);
  }

  private void message(PlainMessage message, CallNames names) {
    switch (message.role()) {
      case TOOL -> message.parts().forEach(part -> result((PlainPart.Result) part, names));
      case ASSISTANT -> answered(message, names);
      case SYSTEM, USER -> {
        out.beginObject().name("role").string(message.role().wireName()).name("content");
        target.content(message.parts(), this::part);
        out.endObject();
      }
    }
  }

  private void answered(PlainMessage message, CallNames names) {
    List<PlainPart> texts = new ArrayList<>();
    List<PlainPart.Call> calls = new ArrayList<>();
    for (PlainPart part : message.parts()) {
      if (part instanceof PlainPart.Call call) {
        calls.add(call);
      } else if (calls.isEmpty()) {
        texts.add(part);
      } else {
        losses.add(part.at(), "a text behind a call");
      }
    }
    out.beginObject().name("role").string("assistant").name("content");
    if (texts.isEmpty()) {
      out.json(Utf8Text.of("null"));
    } else {
      target.content(texts, this::part);
    }
    if (!calls.isEmpty()) {
      out.name("tool_calls").beginArray();
      calls.forEach(call -> call(call, names));
      out.endArray();
    }
    out.endObject();
  }

  private void call(PlainPart.Call call, CallNames names) {
    out.beginObject().name("id").string(names.id(call.key()));
    out.name("type").string("function").name("function").beginObject();
    out.name("name").string(call.name()).name("arguments").string(call.arguments());
    out.endObject().endObject();
  }

  private void result(PlainPart.Result result, CallNames names) {
    if (result.failed()) {
      losses.add(result.at(), "the mark of a failed call");
    }
    result.parts().stream()
        .filter(part -> !(part instanceof PlainPart.Text))
        .forEach(part -> losses.add(part.at(), "an image or file in a result"));
    out.beginObject().name("role").string("tool");
    out.name("tool_call_id").string(names.id(result.key())).name("content");
    target.content(result.parts(), this::part);
    out.endObject();
  }

  private void part(PlainPart part) {
    if (part instanceof PlainPart.Text text) {
      target.textPart("text", text.text());
    } else if (part instanceof PlainPart.Image image) {
      target.beginMedia(image).name("type").string("image_url").name("image_url").beginObject();
      out.name("url").string(OpenAiTools.url(image, losses));
      if (!image.detail().isEmpty()) {
        out.name("detail").string(image.detail());
      }
      out.endObject().endObject();
    } else if (part instanceof PlainPart.File file) {
      file(file);
    }
  }

  private void file(PlainPart.File file) {
    target.beginMedia(file).name("type").string("file").name("file").beginObject();
    if (!file.name().isEmpty()) {
      out.name("filename").string(file.name());
    }
    if (file.source() instanceof PlainPart.Source.Data data) {
      out.name("file_data").string(Media.dataUrl(data));
    } else {
      losses.add(file.at(), "a file at an address");
    }
    out.endObject().endObject();
  }
}
