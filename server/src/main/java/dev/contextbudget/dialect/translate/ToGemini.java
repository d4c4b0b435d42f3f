package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;

/**
 * Writes a request as a body of Gemini's generateContent. Which model it is for stands in the
 * address of the call.
 */
final class ToGemini extends PlainWriter {
  private static final String SETTINGS = "generationConfig";

  /**
   * Stands for the signature of a call that another model made; newer models refuse the first call
   * of a step of the current turn without any (Thought signatures guide, FAQ, 2026-11).
   */
  private static final String OF_ANOTHER_MODEL = "skip_thought_signature_validator";

  ToGemini(Target target) {
    super(target);
  }

  @Override
  void members(PlainRequest request, CallNames names) {
    instructions(request);
    List<Turns.Turn> turns = Turns.of(request, losses);
    int current = currentTurn(turns);
    out.name("contents").beginArray();
    for (int i = 0; i < turns.size(); i++) {
      content(turns.get(i), i > current, names);
    }
    out.endArray();
    GeminiFunctions functions = new GeminiFunctions(losses);
    functions.write(request, out);
    boolean isSet = hasSettings(SETTINGS, request.settings());
    if (isSet || request.answer().isPresent()) {
      out.name(SETTINGS).beginObject();
      settings(SETTINGS, request.settings());
      request.answer().ifPresent(answer -> functions.answer(answer, out));
      out.endObject();
    }
  }

  private void instructions(PlainRequest request) {
    List<PlainMessage> leading = request.instructions();
    if (!leading.isEmpty()) {
      out.name("systemInstruction").beginObject().name("parts").beginArray();
      leading.forEach(message -> message.parts().forEach(part -> text((PlainPart.Text) part)));
      out.endArray().endObject();
    }
  }

  /**
   * Returns where the current turn begins: what the user said last. What is said beside results may
   * or may not begin one, so it does not: a signature too many does no harm.
   */
  private static int currentTurn(List<Turns.Turn> turns) {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (!turns.get(i).ofAssistant() && !turns.get(i).hasResults()) {
        return i;
      }
    }
    return -1;
  }

  private void content(Turns.Turn turn, boolean isCurrent, CallNames names) {
    out.beginObject().name("role").string(turn.ofAssistant() ? "model" : "user");
    out.name("parts").beginArray();
    boolean signed = !isCurrent;
    for (PlainPart part : turn.parts()) {
      if (part instanceof PlainPart.Call call) {
        call(call, !signed, names);
        signed = true;
      } else if (part instanceof PlainPart.Result result) {
        response(result, names);
      } else {
        said(part);
      }
    }
    out.endArray().endObject();
  }

  private void said(PlainPart part) {
    if (part instanceof PlainPart.Text text) {
      text(text);
    } else if (part instanceof PlainPart.Image image) {
      if (!image.detail().isEmpty()) {
        losses.add(image.at(), "the detail of an image");
      }
      media(image, image.source());
    } else if (part instanceof PlainPart.File file) {
      if (!file.name().isEmpty()) {
        losses.add(file.at(), "the name of a file");
      }
      media(file, file.source());
    }
  }

  private void text(PlainPart.Text text) {
    out.beginObject().name("text").string(text.text()).endObject();
  }

  private void media(PlainPart part, PlainPart.Source source) {
    target.beginMedia(part);
    if (source instanceof PlainPart.Source.Data data) {
      boolean isTaken =
          part instanceof PlainPart.File || Media.GEMINI_IMAGES.contains(data.mediaType());
      if (!isTaken) {
        losses.add(part.at(), "an image of this type");
      }
      out.name("inlineData").beginObject().name("mimeType").string(data.mediaType());
      out.name("data").string(data.base64()).endObject();
    } else {
      losses.add(part.at(), "an image or file at an address, without its type");
    }
    out.endObject();
  }

  private void call(PlainPart.Call call, boolean unsigned, CallNames names) {
    Optional<Utf8Text> args = Embedded.arguments(call.arguments());
    if (args.isEmpty()) {
      losses.add(call.at(), "a call with arguments that are no JSON object");
    }
    out.beginObject().name("functionCall").beginObject();
    out.name("id").string(names.id(call.key())).name("name").string(call.name());
    args.ifPresent(json -> out.name("args").json(json));
    out.endObject();
    if (unsigned) {
      out.name("thoughtSignature").string(OF_ANOTHER_MODEL);
    }
    out.endObject();
  }

  private void response(PlainPart.Result result, CallNames names) {
    List<PlainPart> texts =
        result.parts().stream().filter(PlainPart.Text.class::isInstance).toList();
    out.beginObject().name("functionResponse").beginObject();
    out.name("id").string(names.id(result.key())).name("name").string(names.tool(result.key()));
    out.name("response").beginObject().name(result.failed() ? "error" : "output");
    if (texts.size() == 1) {
      out.string(((PlainPart.Text) texts.get(0)).text());
    } else if (texts.isEmpty()) {
      out.string("");
    } else {
      out.beginArray();
      texts.forEach(text -> out.string(((PlainPart.Text) text).text()));
      out.endArray();
    }
    out.endObject();
    media(result);
    out.endObject().endObject();
  }

  private void media(PlainPart.Result result) {
    List<PlainPart> others =
        result.parts().stream().filter(part -> !(part instanceof PlainPart.Text)).toList();
    if (!others.isEmpty()) {
      out.name("parts").beginArray();
      others.forEach(this::said);
      out.endArray();
    }
  }
}
