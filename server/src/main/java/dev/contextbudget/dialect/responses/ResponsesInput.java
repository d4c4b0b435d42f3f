package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.CallSpans;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of the items of an input: what the model answered in one go is one, and so is each
 * result, and all that somebody else says.
 *
 * <p>In one go are all items of the model that stand side by side, so that reasoning keeps the item
 * it belongs to, and a batch of calls is one message as in other APIs.
 */
final class ResponsesInput {
  private final Reading reading;
  private final List<JsonValue> items;

  /** Whether the provider keeps what was said before, where the call of a result may be. */
  private final boolean continued;

  private final ResponsesParts parts;
  private final ModelItems modelItems;
  private final ResponsesCalls calls;
  private final Bonds bonds = new Bonds();
  private final List<BodyMessage> messages = new ArrayList<>();

  ResponsesInput(Reading reading, List<JsonValue> items, boolean continued) {
    this.reading = reading;
    this.items = items;
    this.continued = continued;
    this.parts = new ResponsesParts(reading);
    this.modelItems = new ModelItems(reading);
    this.calls = new ResponsesCalls(reading, parts, modelItems);
  }

  List<BodyMessage> read() {
    int at = 0;
    while (at < items.size()) {
      int to = at;
      while (to < items.size() && isOfModel(items.get(to))) {
        to++;
      }
      if (to > at) {
        messages.add(answer(at, to));
        at = to;
      } else {
        messages.add(single(at, items.get(at)));
        at++;
      }
    }
    return CallSpans.ANYTHING.mark(messages);
  }

  private static boolean isOfModel(JsonValue item) {
    return item.isObject() && ItemKind.of(item).isOfModel(item);
  }

  /** Returns what the model answered in one go. */
  private BodyMessage answer(int from, int to) {
    List<JsonValue> run = items.subList(from, to);
    List<BodyPart> found = new ArrayList<>();
    @Nullable JsonValue reference = null;
    for (JsonValue item : run) {
      ItemKind kind = ItemKind.of(item);
      found.addAll(ofModel(kind, item));
      reference = kind == ItemKind.REFERENCE ? item : reference;
    }
    if (reference != null) {
      found.addAll(callsBehind(reference, to));
    }
    List<BodyPart> all = Reading.atLeastOne(run.get(0), found);
    BodyMessage message = new BodyMessage(from, run, null, Role.ASSISTANT, "", all);
    return message.keptWith(bonds.of(message.id(), run));
  }

  private List<BodyPart> ofModel(ItemKind kind, JsonValue item) {
    return switch (kind) {
      case MESSAGE -> parts.of(item, "content", Role.ASSISTANT);
      case REASONING -> List.of(modelItems.reasoning(item));
      case CALL -> List.of(calls.call(item));
      case OWN_WORK -> modelItems.ownWork(item);
      case REFERENCE -> List.of(modelItems.reference(item));
      default -> List.of(modelItems.unknown(item));
    };
  }

  /** Returns calls that only the provider keeps: of results that follow references. */
  private List<BodyPart> callsBehind(JsonValue reference, int results) {
    List<BodyPart> found = new ArrayList<>();
    for (int i = results; i < items.size() && isResult(items.get(i)); i++) {
      if (!calls.isAnswer(items.get(i))) {
        found.add(calls.callOf(items.get(i), reference));
      }
    }
    return found;
  }

  private static boolean isResult(JsonValue item) {
    return item.isObject()
        && ItemKind.of(item) == ItemKind.RESULT
        && ResponsesCalls.namesCall(item);
  }

  private BodyMessage single(int index, JsonValue item) {
    if (!item.isObject()) {
      reading.problem(ShapeProblem.Kind.INVALID, item, "must be an object");
      return new BodyMessage(index, List.of(item), null, Role.USER, "", List.of());
    }
    return switch (ItemKind.of(item)) {
      case RESULT -> result(index, item);
      case COMPACTION -> system(index, item, modelItems.compaction(item));
      case SETTING -> system(index, item, modelItems.setting(item));
      default -> message(index, item);
    };
  }

  /**
   * A result whose call the provider keeps is owed to it, and cannot be tied to anything here.
   * Where a tool speaks without having been asked, nothing is owed.
   */
  private BodyMessage result(int index, JsonValue item) {
    boolean asked = ResponsesCalls.namesCall(item);
    if (asked && (!continued || calls.isAnswer(item))) {
      return new BodyMessage(index, List.of(item), null, Role.TOOL, "", calls.result(item));
    }
    List<BodyPart> all = Reading.atLeastOne(item, calls.content(item));
    BodyMessage message = new BodyMessage(index, List.of(item), null, Role.TOOL, "", all);
    return asked ? message.kept() : message;
  }

  /** What is said with the authority of the system always stays. */
  private static BodyMessage system(int index, JsonValue item, BodyPart part) {
    return new BodyMessage(index, List.of(item), null, Role.SYSTEM, "", List.of(part));
  }

  private BodyMessage message(int index, JsonValue item) {
    Role role = role(item);
    if (role == Role.USER) {
      bonds.nextTurn();
    }
    JsonValue content = item.member("content");
    boolean takesParts = content != null && (content.isArray() || content.isString());
    return new BodyMessage(
        index,
        List.of(item),
        takesParts ? content : null,
        role,
        "",
        Reading.atLeastOne(item, parts.of(item, "content", role)));
  }

  private Role role(JsonValue item) {
    return switch (item.textOf("role")) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      default -> {
        JsonValue role = item.member("role");
        if (role == null) {
          reading.problem(ShapeProblem.Kind.INVALID, item, "must have `type` or `role`");
        } else {
          reading.problem(
              ShapeProblem.Kind.UNKNOWN_ROLE, role, "must be user, assistant, system or developer");
        }
        yield Role.USER;
      }
    };
  }
}
