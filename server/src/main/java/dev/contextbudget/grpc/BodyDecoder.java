package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.v1.ProviderRequest;
import java.util.List;

/** Opens the body of a provider request: reads it, and checks it against the limits. */
final class BodyDecoder {
  static final FieldPath PATH = FieldPath.of("provider_request");
  private static final String MODELS = "models/";
  private static final String JSON_FIELD = PATH.member("json").toString();

  private final Limits limits;
  private final Violations violations;
  private final ProviderRequest wire;
  private final StopSignal stop;
  private final HintDecoder hints;

  BodyDecoder(Limits limits, Violations violations, ProviderRequest wire, StopSignal stop) {
    this.limits = limits;
    this.violations = violations;
    this.wire = wire;
    this.stop = stop;
    this.hints = new HintDecoder(violations, wire);
  }

  /** Returns how errors name a place in the body. */
  static String field(String pointer) {
    return pointer.isEmpty() ? JSON_FIELD : JSON_FIELD + "#" + pointer;
  }

  /** A body that is JSON, with its dialect; what it holds is read when the model is known. */
  record Unread(Dialect dialect, JsonDocument json) {

    /** Returns the model that the body names; empty if it names none. Google's is a resource. */
    String model() {
      String name = json.root().textOf("model");
      int at = name.lastIndexOf(MODELS);
      return at < 0 ? name : name.substring(at + MODELS.length());
    }
  }

  /**
   * Returns the body as JSON.
   *
   * @throws InvalidRequest if it is none, or the format is not known
   */
  Unread parse() {
    Dialect dialect =
        Dialects.of(PATH.member("format"), wire.getFormat(), violations)
            .orElseThrow(() -> new InvalidRequest(violations.found()));
    try {
      return new Unread(dialect, JsonIndexer.index(wire.getJson().toByteArray(), stop));
    } catch (JsonFault fault) {
      throw new InvalidRequest(
          Violation.of(
              field(fault.pointer()),
              fault.kind() == JsonFault.Kind.NOT_UTF8 ? Reason.BAD_UTF8 : Reason.BAD_JSON,
              "%s, at byte %d".formatted(fault.kind().description(), fault.offsetBytes())));
    }
  }

  /** Reads a body; what is wrong with it goes to the violations. */
  OpenedBody open(Unread unread, ModelProfile model) {
    OpenedBody opened = openAsIs(unread, model);
    for (ShapeProblem problem : opened.body().problems()) {
      if (problem.kind().isFatal()) {
        add(problem.at(), Reason.BAD_BODY, problem.what());
      }
    }
    return opened;
  }

  /** Reads a body that may not be as documented; what is above a limit goes to the violations. */
  OpenedBody openAsIs(Unread unread, ModelProfile model) {
    PartSizes sizes = new PartSizes(model, hints.sizes());
    ProviderBody body = unread.dialect().read(unread.json(), sizes);
    hints.checkSizes(sizes.unused());
    checkLimits(body, model);
    return new OpenedBody(unread.dialect(), body, sizes.images());
  }

  HintDecoder hints() {
    return hints;
  }

  /** Returns how errors name a part of a message. */
  static String partField(BodyMessage message, int part) {
    return field(message.parts().get(part).value().publicPointer());
  }

  private void add(JsonValue at, Reason reason, String what) {
    violations.add(Violation.of(field(at.publicPointer()), reason, what));
  }

  private void checkLimits(ProviderBody body, ModelProfile model) {
    JsonValue messages = body.list();
    atMost(
        messages == null ? body.json().root() : messages,
        Reason.TOO_MANY_MESSAGES,
        "the number of messages",
        limits.maxMessages(),
        body.messages().size());
    atMost(
        toolList(body),
        Reason.TOO_MANY_ITEMS,
        "the number of tools",
        limits.maxTools(),
        body.tools().size());
    StatedTokens stated = new StatedTokens(violations);
    for (BodyMessage message : body.messages()) {
      stop.check();
      for (BodyPart part : message.parts()) {
        checkPart(part.value(), part.part(), model, stated);
      }
    }
    for (BodyText text : body.system()) {
      checkText(text.value(), text.text());
    }
    for (BodyText text : body.hidden()) {
      checkText(text.value(), text.text());
    }
    for (BodyTool tool : body.tools()) {
      stop.check();
      checkTool(tool.value(), tool.tool());
    }
  }

  private void checkTool(JsonValue at, Body.Tool tool) {
    atMost(
        at,
        Reason.TEXT_TOO_LARGE,
        "the bytes of a description",
        limits.maxTextBytes(),
        Violations.utf8Bytes(tool.description()));
    atMost(
        at,
        Reason.SCHEMA_TOO_LARGE,
        "the bytes of a schema",
        limits.maxSchemaBytes(),
        Violations.utf8Bytes(tool.parametersJson()));
  }

  /** Returns where the tools stand; the last of the lists where there are two. */
  private static JsonValue toolList(ProviderBody body) {
    List<BodyTool> tools = body.tools();
    String last = tools.isEmpty() ? "" : tools.get(tools.size() - 1).value().pointer();
    JsonValue root = body.json().root();
    return root.members().stream()
        .map(JsonValue.Member::value)
        .filter(list -> last.startsWith(list.pointer()))
        .findFirst()
        .orElse(root);
  }

  private void atMost(JsonValue at, Reason reason, String what, int limit, int actual) {
    if (actual > limit) {
      violations.add(Violation.ofLimit(field(at.publicPointer()), reason, what, limit, actual));
    }
  }

  private void checkPart(JsonValue at, Part part, ModelProfile model, StatedTokens stated) {
    FieldPath field = PATH.member("json");
    if (part instanceof Part.Text text) {
      checkText(at, text.text());
    } else if (part instanceof Part.ToolCall call) {
      checkText(at, call.argumentsJson());
    } else if (part instanceof Part.ToolResult result) {
      result.parts().forEach(inner -> checkPart(at, inner, model, stated));
    } else if (part instanceof Part.Image image) {
      stated.add(field, model.images().imageTokens(image));
    } else if (part instanceof Part.File file) {
      stated.add(field, model.images().fileTokens(file));
    } else if (part instanceof Part.Thinking thinking) {
      stated.add(field, thinking.tokens());
    } else if (part instanceof Part.Opaque opaque) {
      stated.add(field, opaque.tokens());
    }
  }

  private void checkText(JsonValue at, Utf8Text text) {
    atMost(at, Reason.TEXT_TOO_LARGE, "the bytes of a text", limits.maxTextBytes(), text.length());
  }
}
