package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Functions, the choice of them, and the schema of an answer, as Gemini writes them. */
final class GeminiFunctions {
  private static final Format FORMAT = Format.GEMINI;
  private static final String JSON = "application/json";

  private final Losses losses;

  GeminiFunctions(Losses losses) {
    this.losses = losses;
  }

  /** Takes the functions of a body; tools of the provider's own are losses. */
  List<PlainTool> read(Members root) {
    List<PlainTool> tools = new ArrayList<>();
    for (JsonValue value : root.elementsOrOne("tools")) {
      Members entry = Members.of(FORMAT, value, losses);
      for (JsonValue declaration : entry.elementsOrOne("functionDeclarations")) {
        tools.add(function(declaration));
      }
      entry.close();
    }
    return tools;
  }

  private PlainTool function(JsonValue value) {
    Members function = Members.of(FORMAT, value, losses);
    JsonValue schema = function.take("parametersJsonSchema", JsonKind.OBJECT);
    JsonValue own = schema == null ? function.take("parameters", JsonKind.OBJECT) : null;
    Optional<Utf8Text> parameters =
        own == null
            ? Optional.ofNullable(schema).map(Embedded::compact)
            : Optional.of(new GeminiSchema(losses).read(own));
    PlainTool tool =
        new PlainTool(
            value,
            function.name("name"),
            function.text("description"),
            parameters,
            Optional.empty());
    function.close();
    return tool;
  }

  /** Takes which functions to call. */
  Optional<ToolChoice> choice(Members config) {
    Members calling = config.inside("functionCallingConfig");
    if (!calling.isPresent()) {
      return Optional.empty();
    }
    List<String> names = calling.names("allowedFunctionNames");
    String word = calling.name("mode");
    ToolChoice.Mode mode =
        switch (word) {
          case "AUTO", "", "MODE_UNSPECIFIED" -> ToolChoice.Mode.AUTO;
          case "NONE" -> ToolChoice.Mode.NONE;
          case "ANY" -> ToolChoice.Mode.REQUIRED;
          default -> calling.lost("this choice of functions");
        };
    return Optional.ofNullable(mode).map(known -> new ToolChoice(calling.at(), known, names));
  }

  /** Takes the form of an answer; its schema has two dialects. */
  Optional<AnswerFormat> answer(Members settings) {
    if (!settings.isPresent() || !settings.takeIf("responseMimeType", JSON)) {
      return Optional.empty();
    }
    JsonValue json = settings.take("responseJsonSchema", JsonKind.OBJECT);
    JsonValue own = json == null ? settings.take("responseSchema", JsonKind.OBJECT) : null;
    @Nullable JsonValue at = json == null ? own : json;
    if (at == null) {
      return Optional.of(AnswerFormat.ofAnyObject(settings.at()));
    }
    Utf8Text schema = own == null ? Embedded.compact(at) : new GeminiSchema(losses).read(own);
    return Optional.of(new AnswerFormat(at, Optional.of(schema), "", Optional.empty(), true));
  }

  /** Writes functions as a member of the body, and which of them to call. */
  void write(PlainRequest request, JsonWriter out) {
    if (!request.tools().isEmpty()) {
      out.name("tools").beginArray().beginObject().name("functionDeclarations").beginArray();
      request.tools().forEach(tool -> function(tool, out));
      out.endArray().endObject().endArray();
    }
    request.choice().ifPresent(choice -> choice(choice, out));
  }

  private void function(PlainTool tool, JsonWriter out) {
    if (tool.strict().orElse(false)) {
      losses.add(tool.at(), "a strict tool");
    }
    out.beginObject().name("name").string(tool.name());
    if (!tool.description().isEmpty()) {
      out.name("description").string(tool.description());
    }
    tool.schema().ifPresent(schema -> out.name("parametersJsonSchema").json(schema));
    out.endObject();
  }

  private void choice(ToolChoice choice, JsonWriter out) {
    if (!choice.names().isEmpty() && choice.mode() != ToolChoice.Mode.REQUIRED) {
      losses.add(choice.at(), "a free choice among some of the tools");
    }
    out.name("toolConfig").beginObject().name("functionCallingConfig").beginObject().name("mode");
    switch (choice.mode()) {
      case AUTO -> out.string("AUTO");
      case NONE -> out.string("NONE");
      case REQUIRED -> out.string("ANY");
    }
    if (!choice.names().isEmpty()) {
      out.name("allowedFunctionNames").beginArray();
      choice.names().forEach(out::string);
      out.endArray();
    }
    out.endObject().endObject();
  }

  /** Writes the form of an answer as members of the settings. */
  void answer(AnswerFormat answer, JsonWriter out) {
    answer.description().ifPresent(text -> losses.add(text, "the description of a schema"));
    out.name("responseMimeType").string(JSON);
    answer.schema().ifPresent(schema -> out.name("responseJsonSchema").json(schema));
  }
}
