package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Random requests that some APIs can all express. */
final class PlainRequests {
  private static final JsonValue NOWHERE = value("{}");
  private static final Set<Format> OPENAI = EnumSet.of(Format.OPENAI_CHAT, Format.OPENAI_RESPONSES);
  private static final List<String> WORDS =
      List.of(
          "tide",
          "Bø",
          "渡し船",
          "\"quoted\"",
          "back\\slash",
          "two\nlines",
          "{\"a\":1}",
          "👩‍🚒",
          "null",
          "<|endoftext|>",
          "tab\there",
          "0");
  private static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"}},"
              + "\"required\":[\"day\"],\"additionalProperties\":false}",
          "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}",
          "{\"type\":\"object\",\"properties\":{\"all\":{\"type\":\"array\",\"items\":"
              + "{\"type\":\"number\"}}},\"required\":[\"all\"],\"additionalProperties\":false}");
  private static final List<String> ARGUMENTS =
      List.of("{}", "{\"day\":\"Monday\"}", "{\"n\":[1,2.50,{\"x\":null}],\"t\":\"\\u00e5\"}");

  private final SplittableRandom random;
  private final Set<Format> formats;
  private int calls;

  private PlainRequests(long seed, Set<Format> formats) {
    this.random = new SplittableRandom(seed);
    this.formats = formats;
  }

  /** Returns a request that all these APIs can express. */
  static PlainRequest random(long seed, Set<Format> formats) {
    return new PlainRequests(seed, formats).request();
  }

  private static JsonValue value(String json) {
    try {
      return JsonIndexer.index(json.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER).root();
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean allIn(Set<Format> some) {
    return some.containsAll(formats);
  }

  private PlainRequest request() {
    List<PlainTool> tools = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      tools.add(tool(i));
    }
    return new PlainRequest(
        NOWHERE, settings(), tools, choice(tools), answer(), conversation(tools));
  }

  private PlainTool tool(int number) {
    return new PlainTool(
        NOWHERE,
        "tool_" + number,
        chance(70) ? text() : Utf8Text.EMPTY,
        chance(80) ? Optional.of(Utf8Text.of(one(SCHEMAS))) : Optional.empty(),
        chance(60) ? Optional.empty() : Optional.of(chance(50) && !has(Format.GEMINI)));
  }

  private boolean has(Format format) {
    return formats.contains(format);
  }

  private Optional<ToolChoice> choice(List<PlainTool> tools) {
    if (tools.isEmpty() || chance(40)) {
      return Optional.empty();
    }
    ToolChoice.Mode mode = one(List.of(ToolChoice.Mode.values()));
    boolean named = mode == ToolChoice.Mode.REQUIRED && chance(50);
    List<String> names = new ArrayList<>();
    for (PlainTool tool : named ? tools : List.<PlainTool>of()) {
      if (names.isEmpty() || (!has(Format.ANTHROPIC_MESSAGES) && chance(50))) {
        names.add(tool.name());
      }
    }
    return Optional.of(new ToolChoice(NOWHERE, mode, names));
  }

  private Optional<AnswerFormat> answer() {
    if (chance(60)) {
      return Optional.empty();
    }
    if (chance(30) && !has(Format.ANTHROPIC_MESSAGES)) {
      return Optional.of(AnswerFormat.ofAnyObject(NOWHERE));
    }
    boolean enforced = !allIn(OPENAI) || chance(50);
    String name = chance(50) ? "catch" : "";
    return Optional.of(
        new AnswerFormat(
            NOWHERE, Optional.of(Utf8Text.of(one(SCHEMAS))), name, Optional.empty(), enforced));
  }

  private Map<Setting, Given> settings() {
    Map<Setting, Given> settings = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      boolean isKnown = formats.stream().allMatch(format -> knows(format, setting));
      boolean isDemanded = setting == Setting.MAX_OUTPUT_TOKENS && has(Format.ANTHROPIC_MESSAGES);
      if (isDemanded || (isKnown && chance(40))) {
        settings.put(setting, new Given(NOWHERE, Utf8Text.of(value(setting))));
      }
    }
    return settings;
  }

  private static boolean knows(Format format, Setting setting) {
    return switch (setting) {
      case MAX_OUTPUT_TOKENS, TEMPERATURE, TOP_P -> true;
      case TOP_K -> format == Format.ANTHROPIC_MESSAGES || format == Format.GEMINI;
      case SEED, PRESENCE_PENALTY, FREQUENCY_PENALTY ->
          format == Format.OPENAI_CHAT || format == Format.GEMINI;
      case STOP -> format != Format.OPENAI_RESPONSES;
      case STREAM, USER, PARALLEL_CALLS -> format != Format.GEMINI;
      default -> OPENAI.contains(format);
    };
  }

  private String value(Setting setting) {
    return switch (setting.kind()) {
      case NUMBER ->
          switch (setting) {
            case MAX_OUTPUT_TOKENS -> Integer.toString(16 + random.nextInt(4000));
            case TEMPERATURE, TOP_P -> one(List.of("0", "1", "0.7", "1e-1", "0.30"));
            default -> Integer.toString(1 + random.nextInt(40));
          };
      case TEXT ->
          switch (setting) {
            case SERVICE_TIER -> "\"flex\"";
            case EFFORT, VERBOSITY -> one(List.of("\"low\"", "\"high\""));
            case CACHE_RETENTION -> "\"24h\"";
            default -> "\"an \\u00e9 of %s\"".formatted(setting);
          };
      case TEXTS -> one(List.of("[\"END\"]", "[\"a\",\"\\n\\nb\"]"));
      case SWITCH -> one(List.of("true", "false"));
      case OBJECT -> "{\"ferry\":\"Os\"}";
    };
  }

  private Utf8Text text() {
    StringBuilder text = new StringBuilder(one(WORDS));
    for (int i = 0; i < random.nextInt(4); i++) {
      text.append(' ').append(one(WORDS));
    }
    return Utf8Text.of(text.toString());
  }

  private PlainPart textPart() {
    return new PlainPart.Text(NOWHERE, text());
  }

  private List<PlainPart> texts() {
    List<PlainPart> parts = new ArrayList<>(List.of(textPart()));
    while (chance(30)) {
      parts.add(textPart());
    }
    return parts;
  }

  private List<PlainMessage> conversation(List<PlainTool> tools) {
    List<PlainMessage> messages = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      messages.add(new PlainMessage(NOWHERE, Role.SYSTEM, texts()));
    }
    int turns = 1 + random.nextInt(5);
    for (int turn = 0; turn < turns; turn++) {
      messages.add(new PlainMessage(NOWHERE, Role.USER, said()));
      while (!tools.isEmpty() && chance(40)) {
        batch(tools, messages);
      }
      if (turn < turns - 1 && chance(90)) {
        messages.add(new PlainMessage(NOWHERE, Role.ASSISTANT, texts()));
      } else if (allIn(OPENAI) && chance(20)) {
        messages.add(new PlainMessage(NOWHERE, Role.SYSTEM, texts()));
      }
    }
    return messages;
  }

  private List<PlainPart> said() {
    List<PlainPart> parts = new ArrayList<>(texts());
    if (chance(20)) {
      parts.add(random.nextInt(parts.size() + 1), image());
    }
    if (chance(10)) {
      parts.add(file());
    }
    return parts;
  }

  private PlainPart image() {
    boolean anywhere = has(Format.GEMINI) || chance(60);
    PlainPart.Source source =
        anywhere
            ? new PlainPart.Source.Data(
                one(List.of("image/png", "image/jpeg", "image/webp")), Utf8Text.of("iVBORw0KGgo="))
            : new PlainPart.Source.Url(Utf8Text.of("https://pictures.example/åre.png?x=1,2"));
    return new PlainPart.Image(NOWHERE, source, allIn(OPENAI) && chance(50) ? "low" : "");
  }

  private PlainPart file() {
    boolean inside = has(Format.GEMINI) || has(Format.OPENAI_CHAT) || chance(50);
    PlainPart.Source source =
        inside
            ? new PlainPart.Source.Data("application/pdf", Utf8Text.of("JVBERi0="))
            : new PlainPart.Source.Url(Utf8Text.of("https://files.example/terms.pdf"));
    return new PlainPart.File(
        NOWHERE, source, !has(Format.GEMINI) && chance(50) ? "terms.pdf" : "");
  }

  private void batch(List<PlainTool> tools, List<PlainMessage> messages) {
    List<PlainPart> asked = new ArrayList<>(chance(40) ? texts() : List.of());
    List<PlainPart> answered = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      PlainPart.Call call = call(one(tools).name());
      asked.add(call);
      answered.add(random.nextInt(answered.size() + 1), result(call.key()));
    }
    messages.add(new PlainMessage(NOWHERE, Role.ASSISTANT, asked));
    if (chance(50)) {
      messages.add(new PlainMessage(NOWHERE, Role.TOOL, answered));
    } else {
      answered.forEach(each -> messages.add(new PlainMessage(NOWHERE, Role.TOOL, List.of(each))));
    }
  }

  private PlainPart.Call call(String tool) {
    calls++;
    String id = one(List.of("call_0", "toolu_" + calls, "functions.get:" + calls, "x".repeat(70)));
    return new PlainPart.Call(NOWHERE, "key " + calls, id, tool, Utf8Text.of(one(ARGUMENTS)));
  }

  private PlainPart result(String key) {
    List<PlainPart> parts = new ArrayList<>(chance(80) ? texts() : List.of());
    if (!has(Format.OPENAI_CHAT) && chance(20)) {
      parts.add(image()); // behind the texts, as one of the APIs has them apart
    }
    boolean failed = formats.stream().noneMatch(OPENAI::contains) && chance(20);
    return new PlainPart.Result(NOWHERE, key, failed, parts);
  }
}
