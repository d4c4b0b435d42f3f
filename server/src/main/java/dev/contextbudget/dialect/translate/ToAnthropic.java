package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Optional;

/** Writes a request as a body of Anthropic Messages. */
final class ToAnthropic extends PlainWriter {
  private static final Utf8Text NO_ARGUMENTS =
      Utf8Text.of("{\"type\":\"object\",\"properties\":{}}");
  private static final Utf8Text STRICTLY_NO_ARGUMENTS =
      Utf8Text.of("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

  ToAnthropic(Target target) {
    super(target);
  }

  @Override
  void members(PlainRequest request, CallNames names) {
    out.name("model").string(target.model().name());
    if (!request.settings().containsKey(Setting.MAX_OUTPUT_TOKENS)) { // it must be there
      maxTokens(request);
    }
    settings("", request.settings());
    if (hasSettings("metadata", request.settings())) {
      out.name("metadata").beginObject();
      settings("metadata", request.settings());
      out.endObject();
    }
    List<PlainPart> system =
        request.instructions().stream().flatMap(message -> message.parts().stream()).toList();
    if (!system.isEmpty()) {
      out.name("system");
      content(system, names);
    }
    out.name("messages").beginArray();
    for (Turns.Turn turn : Turns.of(request, losses)) {
      out.beginObject().name("role").string(turn.ofAssistant() ? "assistant" : "user");
      out.name("content");
      content(turn.parts(), names);
      out.endObject();
    }
    out.endArray();
    tools(request);
    request.answer().ifPresent(this::answer);
  }

  private void maxTokens(PlainRequest request) {
    int reserved = target.model().outputTokens();
    if (reserved == 0) {
      losses.add(
          request.at(), "a body without a limit of the answer, and without a reserve for one,");
    }
    out.name("max_tokens").number(reserved);
  }

  private void content(List<PlainPart> parts, CallNames names) {
    parts.forEach(this::checkBlank);
    target.content(parts, part -> block(part, names));
  }

  private void checkBlank(PlainPart part) {
    if (part instanceof PlainPart.Text text && SettingLimits.isBlank(text.text())) {
      losses.add(text.at(), "a text of white space only");
    }
  }

  private void block(PlainPart part, CallNames names) {
    if (part instanceof PlainPart.Text text) {
      target.textPart("text", text.text());
    } else if (part instanceof PlainPart.Image image) {
      image(image);
    } else if (part instanceof PlainPart.File file) {
      target.beginMedia(file).name("type").string("document");
      source(file.source());
      if (!file.name().isEmpty()) {
        out.name("title").string(file.name());
      }
      out.endObject();
    } else if (part instanceof PlainPart.Call call) {
      call(call, names);
    } else if (part instanceof PlainPart.Result result) {
      result(result, names);
    }
  }

  private void image(PlainPart.Image image) {
    if (!image.detail().isEmpty()) {
      losses.add(image.at(), "the detail of an image");
    }
    if (!Media.isOneOf(Media.COMMON_IMAGES, image.source())) {
      losses.add(image.at(), "an image of this type");
    }
    target.beginMedia(image).name("type").string("image");
    source(image.source());
    out.endObject();
  }

  private void source(PlainPart.Source source) {
    out.name("source").beginObject();
    if (source instanceof PlainPart.Source.Data data) {
      out.name("type").string("base64").name("media_type").string(data.mediaType());
      out.name("data").string(data.base64());
    } else if (source instanceof PlainPart.Source.Url url) {
      out.name("type").string("url").name("url").string(url.url());
    }
    out.endObject();
  }

  private void call(PlainPart.Call call, CallNames names) {
    Optional<Utf8Text> input = Embedded.arguments(call.arguments());
    if (input.isEmpty()) {
      losses.add(call.at(), "a call with arguments that are no JSON object");
    }
    out.beginObject().name("type").string("tool_use").name("id").string(names.id(call.key()));
    out.name("name").string(call.name());
    out.name("input").json(input.orElse(Utf8Text.of("{}"))).endObject();
  }

  private void result(PlainPart.Result result, CallNames names) {
    out.beginObject().name("type").string("tool_result");
    out.name("tool_use_id").string(names.id(result.key()));
    List<PlainPart> held = result.parts();
    if (held.size() > 1) { // one alone may be blank
      held.forEach(this::checkBlank);
    }
    if (!held.isEmpty()) {
      out.name("content");
      target.content(held, part -> block(part, names));
    }
    if (result.failed()) {
      out.name("is_error").bool(true);
    }
    out.endObject();
  }

  private void tools(PlainRequest request) {
    if (!request.tools().isEmpty()) {
      out.name("tools").beginArray();
      request.tools().forEach(this::tool);
      out.endArray();
    }
    Given parallel = request.settings().get(Setting.PARALLEL_CALLS);
    boolean oneByOne = parallel != null && parallel.json().equals(Utf8Text.of("false"));
    if (request.choice().isPresent()) {
      choice(request.choice().get(), oneByOne);
    } else if (oneByOne) {
      choice(new ToolChoice(request.at(), ToolChoice.Mode.AUTO, List.of()), true);
    }
  }

  private void tool(PlainTool tool) {
    out.beginObject().name("name").string(tool.name());
    if (!tool.description().isEmpty()) {
      out.name("description").string(tool.description());
    }
    boolean isStrict = tool.strict().orElse(false);
    Utf8Text schema = tool.schema().orElse(isStrict ? STRICTLY_NO_ARGUMENTS : NO_ARGUMENTS);
    if (isStrict && !StrictSchema.accepts(target.format(), schema)) {
      losses.add(tool.at(), StrictSchema.REFUSED_TOOL);
    }
    if (!isOfObject(schema)) {
      losses.add(tool.at(), "a tool whose arguments are not one kind of object");
    }
    out.name("input_schema").json(schema);
    tool.strict().ifPresent(strict -> out.name("strict").bool(strict));
    out.endObject();
  }

  /** At the top alternatives are refused. */
  private static boolean isOfObject(Utf8Text schema) {
    return Embedded.object(schema)
        .filter(object -> object.is("type", "object"))
        .map(JsonValue::members)
        .filter(
            members ->
                members.stream()
                    .map(JsonValue.Member::name)
                    .noneMatch(List.of("oneOf", "anyOf", "allOf")::contains))
        .isPresent();
  }

  private void choice(ToolChoice choice, boolean oneByOne) {
    boolean isOfSome = !choice.names().isEmpty() && !choice.isOfOne();
    if (isOfSome) {
      losses.add(choice.at(), "a choice among some of the tools");
    }
    out.name("tool_choice").beginObject().name("type");
    switch (choice.mode()) {
      case AUTO -> out.string("auto");
      case NONE -> out.string("none");
      case REQUIRED -> out.string(choice.isOfOne() ? "tool" : "any");
    }
    if (choice.isOfOne()) {
      out.name("name").string(choice.names().get(0));
    }
    if (oneByOne && choice.mode() != ToolChoice.Mode.NONE) { // without calls it says nothing
      out.name("disable_parallel_tool_use").bool(true);
    }
    out.endObject();
  }

  private void answer(AnswerFormat answer) {
    answer.description().ifPresent(text -> losses.add(text, "the description of a schema"));
    if (answer.schema().isEmpty()) {
      losses.add(answer.at(), "an answer of any JSON object");
      return;
    }
    Utf8Text schema = answer.schema().get();
    if (!StrictSchema.accepts(target.format(), schema)) { // it enforces each
      losses.add(answer.at(), StrictSchema.REFUSED_ANSWER);
    }
    out.name("output_config").beginObject().name("format").beginObject();
    out.name("type").string("json_schema").name("schema").json(schema);
    out.endObject().endObject();
  }
}
