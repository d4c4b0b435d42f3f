package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonWriter;

/** Writes what the two APIs of OpenAI say alike: functions, the choice of them, and schemas. */
final class OpenAiTools {
  /** One must be there; the model is not known to read it. */
  private static final String SCHEMA_NAME = "answer";

  private final Format format;

  /** Chat Completions has what is said of a function or schema one level deeper. */
  private final boolean deeper;

  private final Losses losses;
  private final JsonWriter out;

  OpenAiTools(Target target) {
    this.format = target.format();
    this.deeper = format == Format.OPENAI_CHAT;
    this.losses = target.losses();
    this.out = target.out();
  }

  /** Writes the tools, and which of them to call. */
  void write(PlainRequest request) {
    if (!request.tools().isEmpty()) {
      out.name("tools").beginArray();
      request.tools().forEach(this::tool);
      out.endArray();
    }
    request.choice().ifPresent(choice -> OpenAiChoice.write(format, choice, out));
  }

  private void tool(PlainTool tool) {
    out.beginObject().name("type").string("function");
    if (deeper) {
      out.name("function").beginObject();
    }
    out.name("name").string(tool.name());
    if (!tool.description().isEmpty()) {
      out.name("description").string(tool.description());
    }
    tool.schema().ifPresent(schema -> out.name("parameters").json(OpenAiSchema.of(schema)));
    boolean strict = tool.strict().orElse(false);
    checkStrict(tool, strict);
    if (tool.strict().isPresent() || !deeper) { // Responses is strict unless told otherwise
      out.name("strict").bool(strict);
    }
    if (deeper) {
      out.endObject();
    }
    out.endObject();
  }

  private void checkStrict(PlainTool tool, boolean strict) {
    if (strict && !tool.schema().map(schema -> StrictSchema.accepts(format, schema)).orElse(true)) {
      losses.add(tool.at(), StrictSchema.REFUSED_TOOL);
    }
  }

  /** Writes the form of an answer as a member of the object that is open. */
  void answer(String member, AnswerFormat answer) {
    out.name(member).beginObject();
    out.name("type").string(answer.schema().isPresent() ? "json_schema" : "json_object");
    if (deeper && answer.schema().isPresent()) {
      out.name("json_schema").beginObject();
    }
    answer.schema().ifPresent(schema -> schema(answer, schema));
    if (deeper && answer.schema().isPresent()) {
      out.endObject();
    }
    out.endObject();
  }

  private void schema(AnswerFormat answer, Utf8Text schema) {
    if (answer.enforced() && !StrictSchema.accepts(format, schema)) {
      losses.add(answer.at(), StrictSchema.REFUSED_ANSWER);
    }
    out.name("name").string(answer.name().isEmpty() ? SCHEMA_NAME : answer.name());
    answer.description().ifPresent(text -> out.name("description").string(text.text()));
    out.name("schema").json(schema);
    out.name("strict").bool(answer.enforced());
  }

  /** Returns the address of an image. */
  static Utf8Text url(PlainPart.Image image, Losses losses) {
    if (!Media.isOneOf(Media.COMMON_IMAGES, image.source())) {
      losses.add(image.at(), "an image of this type");
    }
    return image.source() instanceof PlainPart.Source.Data data
        ? Media.dataUrl(data)
        : ((PlainPart.Source.Url) image.source()).url();
  }
}
