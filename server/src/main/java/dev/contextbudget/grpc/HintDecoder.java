package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ItemHint;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizeHint;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.v1.ProviderRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Decodes what a caller says beside a provider's body. */
final class HintDecoder {
  private static final FieldPath ITEMS = BodyDecoder.PATH.member("item_hints");
  private static final FieldPath SIZES = BodyDecoder.PATH.member("size_hints");

  private final Violations violations;
  private final ProviderRequest wire;

  HintDecoder(Violations violations, ProviderRequest wire) {
    this.violations = violations;
    this.wire = wire;
  }

  /** Returns what is said of sizes, by JSON Pointer. */
  Map<String, SizeHint> sizes() {
    Map<String, SizeHint> sizes = new LinkedHashMap<>();
    if (!violations.atMost(
        SIZES, FixedLimit.HINTS, "the number of hints", wire.getSizeHintsCount())) {
      return sizes;
    }
    for (int i = 0; i < wire.getSizeHintsCount(); i++) {
      dev.contextbudget.v1.SizeHint hint = wire.getSizeHints(i);
      if (sizes.put(hint.getJsonPointer(), size(SIZES.at(i), hint)) != null) {
        violations.add(SIZES.at(i).member("json_pointer"), Reason.DUPLICATE_ID, "stands twice");
      }
    }
    return sizes;
  }

  private SizeHint size(FieldPath path, dev.contextbudget.v1.SizeHint hint) {
    boolean twoSides = hint.hasWidthPixels() && hint.hasHeightPixels();
    if (hint.hasWidthPixels() != hint.hasHeightPixels()) {
      violations.add(path, Reason.REQUIRED, "must have width_pixels and height_pixels, or none");
    }
    return new SizeHint(
        hint.hasTokens()
            ? OptionalInt.of(
                violations.upTo(FixedLimit.TOKENS, path.member("tokens"), hint.getTokens(), 0))
            : OptionalInt.empty(),
        pixels(path.member("width_pixels"), twoSides, hint.getWidthPixels()),
        pixels(path.member("height_pixels"), twoSides, hint.getHeightPixels()),
        hint.hasPageCount()
            ? OptionalInt.of(
                violations.upTo(
                    FixedLimit.FILE_PAGES, path.member("page_count"), hint.getPageCount(), 1))
            : OptionalInt.empty());
  }

  private OptionalInt pixels(FieldPath field, boolean set, int pixels) {
    return set
        ? OptionalInt.of(violations.upTo(FixedLimit.IMAGE_PIXELS, field, pixels, 1))
        : OptionalInt.empty();
  }

  /** Checks that all that was said of sizes was of parts that have one. */
  void checkSizes(Set<String> unused) {
    for (int i = 0; i < wire.getSizeHintsCount(); i++) {
      if (unused.contains(wire.getSizeHints(i).getJsonPointer())) {
        violations.add(
            SIZES.at(i).member("json_pointer"),
            Reason.UNKNOWN_ITEM,
            "must be the place of an image, a file, media, reasoning or a part that is not known");
      }
    }
  }

  /** Returns what is said of items, by their ids. */
  Map<String, ItemHint> items(ProviderBody body) {
    Map<String, ItemHint> hints = new HashMap<>();
    if (!violations.atMost(
        ITEMS, FixedLimit.HINTS, "the number of hints", wire.getItemHintsCount())) {
      return hints;
    }
    if (wire.getItemHintsCount() == 0) {
      return hints;
    }
    Targets targets = new Targets(body);
    for (int i = 0; i < wire.getItemHintsCount(); i++) {
      dev.contextbudget.v1.ItemHint hint = wire.getItemHints(i);
      FieldPath path = ITEMS.at(i);
      Optional<String> target = targets.of(hint);
      if (target.isEmpty()) {
        violations.add(
            path,
            Reason.UNKNOWN_ITEM,
            "must name a message, a block of instructions or a tool of the body");
      } else if (hints.put(target.get(), item(path, hint)) != null) {
        violations.add(path, Reason.DUPLICATE_ID, "is about an item that an earlier hint is about");
      }
    }
    checkOrder(body, hints);
    return hints;
  }

  private ItemHint item(FieldPath path, dev.contextbudget.v1.ItemHint hint) {
    if (!hint.getGroup().isEmpty()) {
      violations.id(path.member("group"), hint.getGroup());
    }
    boolean stable = hint.getStability() != dev.contextbudget.v1.Stability.STABILITY_UNSPECIFIED;
    return new ItemHint(
        hint.hasPriority()
            ? OptionalInt.of(violations.priority(path.member("priority"), hint.getPriority()))
            : OptionalInt.empty(),
        hint.hasPinned() ? Optional.of(hint.getPinned()) : Optional.empty(),
        stable
            ? Optional.of(
                Enums.stability(
                    path.member("stability"),
                    hint.getStability(),
                    Stability.APPEND_ONLY,
                    violations))
            : Optional.empty(),
        hint.hasScore()
            ? OptionalDouble.of(violations.notNegative(path.member("score"), hint.getScore()))
            : OptionalDouble.empty(),
        hint.getGroup());
  }

  /** What is made for each request cannot stand before what is stable: the body has one order. */
  private void checkOrder(ProviderBody body, Map<String, ItemHint> hints) {
    boolean anew = false;
    for (BodyMessage message : body.messages()) {
      Optional<Stability> said = hints.getOrDefault(message.id(), ItemHint.NONE).stability();
      anew |= said.equals(Optional.of(Stability.REQUEST));
      if (anew && said.isPresent() && said.get().isStable()) {
        violations.add(
            ITEMS, Reason.CONFLICT, "must not make a message stable behind one of the request");
        return;
      }
    }
  }

  /** The items that hints can be about. */
  private static final class Targets {
    private final ProviderBody body;
    private final Map<String, String> byPointer = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    Targets(ProviderBody body) {
      this.body = body;
      for (BodyMessage message : body.messages()) {
        for (JsonValue element : message.elements()) {
          byPointer.put(element.pointer(), message.id());
        }
      }
      body.tools().stream().map(BodyTool::id).forEach(ids::add);
      body.system().stream().map(BodyText::id).forEach(ids::add);
    }

    Optional<String> of(dev.contextbudget.v1.ItemHint hint) {
      return switch (hint.getTargetCase()) {
        case JSON_POINTER -> {
          String pointer = hint.getJsonPointer();
          yield ids.contains(pointer)
              ? Optional.of(pointer)
              : Optional.ofNullable(byPointer.get(pointer));
        }
        case MESSAGE_INDEX -> {
          JsonValue list = body.list();
          yield list == null
              ? body.messages().stream()
                  .filter(message -> message.index() == hint.getMessageIndex())
                  .map(BodyMessage::id)
                  .findFirst()
              : Optional.ofNullable(byPointer.get(list.pointer() + "/" + hint.getMessageIndex()));
        }
        case TARGET_NOT_SET -> Optional.empty();
      };
    }
  }
}
