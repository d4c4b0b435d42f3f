package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a request as a body of OpenAI Responses. */
final class ToResponses extends PlainWriter {

  ToResponses(Target target) {
    super(target);
  }

  @Override
  void members(PlainRequest request, CallNames names) {
    out.name("model").string(target.model().name());
    Optional<Utf8Text> instructions = instructions(request);
    instructions.ifPresent(text -> out.name("instructions").string(text));
    out.name("input").beginArray();
    List<PlainMessage> messages =
        instructions.isPresent() ? request.conversation() : request.messages();
    messages.forEach(message -> items(message, names));
    out.endArray();
    OpenAiTools tools = new OpenAiTools(target);
    tools.write(request);
    settings(request, tools);
  }

  /** Several texts stand as items, as the member holds one. */
  private static Optional<Utf8Text> instructions(PlainRequest request) {
    List<PlainMessage> leading = request.instructions();
    return leading.size() == 1
            && leading.get(0).parts().size() == 1
            && leading.get(0).parts().get(0) instanceof PlainPart.Text text
        ? Optional.of(text.text())
        : Optional.empty();
  }

  private void items(PlainMessage message, CallNames names) {
    List<PlainPart> said = new ArrayList<>();
    for (PlainPart part : message.parts()) {
      if (part instanceof PlainPart.Call || part instanceof PlainPart.Result) {
        said(message.role(), said);
        said.clear();
      }
      if (part instanceof PlainPart.Call call) {
        out.beginObject().name("type").string("function_call");
        out.name("call_id").string(names.id(call.key())).name("name").string(call.name());
        out.name("arguments").string(call.arguments()).endObject();
      } else if (part instanceof PlainPart.Result result) {
        result(result, names);
      } else {
        said.add(part);
      }
    }
    said(message.role(), said);
  }

  private void said(Role role, List<PlainPart> parts) {
    if (!parts.isEmpty()) {
      out.beginObject().name("role").string(role.wireName()).name("content");
      String textType = role == Role.ASSISTANT ? "output_text" : "input_text";
      target.content(parts, part -> part(part, textType));
      out.endObject();
    }
  }

  private void result(PlainPart.Result result, CallNames names) {
    if (result.failed()) {
      losses.add(result.at(), "the mark of a failed call");
    }
    out.beginObject().name("type").string("function_call_output");
    out.name("call_id").string(names.id(result.key())).name("output");
    target.content(result.parts(), part -> part(part, "input_text"));
    out.endObject();
  }

  private void part(PlainPart part, String textType) {
    if (part instanceof PlainPart.Text text) {
      target.textPart(textType, text.text());
    } else if (part instanceof PlainPart.Image image) {
      target.beginMedia(image).name("type").string("input_image");
      out.name("image_url").string(OpenAiTools.url(image, losses));
      if (!image.detail().isEmpty()) {
        out.name("detail").string(image.detail());
      }
      out.endObject();
    } else if (part instanceof PlainPart.File file) {
      target.beginMedia(file).name("type").string("input_file");
      if (!file.name().isEmpty()) {
        out.name("filename").string(file.name());
      }
      if (file.source() instanceof PlainPart.Source.Data data) {
        out.name("file_data").string(Media.dataUrl(data));
      } else if (file.source() instanceof PlainPart.Source.Url url) {
        out.name("file_url").string(url.url());
      }
      out.endObject();
    }
  }

  private void settings(PlainRequest request, OpenAiTools tools) {
    boolean isVerbose = hasSettings("text", request.settings());
    if (isVerbose || request.answer().isPresent()) {
      out.name("text").beginObject();
      request.answer().ifPresent(answer -> tools.answer("format", answer));
      settings("text", request.settings());
      out.endObject();
    }
    if (hasSettings("reasoning", request.settings())) {
      out.name("reasoning").beginObject();
      settings("reasoning", request.settings());
      out.endObject();
    }
    settings("", request.settings());
    if (!request.settings().containsKey(Setting.STORE)) { // stored unless told otherwise
      out.name("store").bool(false);
    }
  }
}
