package dev.contextbudget.grpc;

import dev.contextbudget.core.error.NotImplemented;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Decodes components, with the defaults of their kinds, and checks them against each other. */
final class ComponentDecoder {
  private final Limits limits;
  private final Violations violations;
  private final ItemDecoder items;

  /**
   * @param model in use: it counts what items state
   * @param stop asked for each item
   */
  ComponentDecoder(Limits limits, Violations violations, ModelProfile model, StopSignal stop) {
    this.limits = limits;
    this.violations = violations;
    this.items = new ItemDecoder(limits, violations, model, stop);
  }

  /** Decodes the components of a request; what is wrong with them goes to the violations. */
  List<Component> components(List<dev.contextbudget.v1.Component> components) {
    if (!violations.atMost(
        FieldPath.of("components"),
        Reason.TOO_MANY_COMPONENTS,
        "the number of components",
        limits.maxComponents(),
        components.size())) {
      return List.of();
    }
    List<Component> decoded = new ArrayList<>(components.size());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < components.size(); i++) {
      FieldPath path = FieldPath.of("components").at(i);
      dev.contextbudget.v1.Component component = components.get(i);
      if (violations.id(path.member("id"), component.getId()) && !ids.add(component.getId())) {
        violations.add(path.member("id"), Reason.DUPLICATE_ID, "stands twice and must be unique");
        // one mistake, told once: ids made of this one would stand twice too
        component = component.toBuilder().setId(path.toString()).build();
      }
      component(path, component, decoded);
    }
    items.checkReferences();
    return decoded;
  }

  private void component(
      FieldPath path, dev.contextbudget.v1.Component component, List<Component> decoded) {
    ComponentKind kind = Enums.kind(path.member("kind"), component.getKind(), violations);
    if (kind == null || component.getId().isBlank()) {
      return;
    }
    checkContent(path, component, kind);
    OptionalInt min =
        tokens(path.member("min_tokens"), component.hasMinTokens(), component.getMinTokens());
    OptionalInt max =
        tokens(path.member("max_tokens"), component.hasMaxTokens(), component.getMaxTokens());
    if (max.orElse(Integer.MAX_VALUE) < min.orElse(0)) {
      violations.add(
          path.member("max_tokens"), Reason.OUT_OF_RANGE, "must not be below min_tokens");
      max = OptionalInt.empty();
    }
    List<Item> decodedItems = items.items(path, component);
    decoded.add(
        new Component(
            component.getId(),
            kind,
            component.hasPriority()
                ? OptionalInt.of(
                    violations.priority(path.member("priority"), component.getPriority()))
                : OptionalInt.empty(),
            stability(path, component, kind),
            component.hasPinned() ? component.getPinned() : kind.pinned(),
            min,
            max,
            component.hasWeight()
                ? OptionalDouble.of(
                    violations.positive(path.member("weight"), component.getWeight()))
                : OptionalDouble.empty(),
            order(path, component, kind),
            reduction(path, component, kind),
            role(path, component, kind),
            decodedItems));
  }

  private void checkContent(
      FieldPath path, dev.contextbudget.v1.Component component, ComponentKind kind) {
    boolean tools = component.hasTools();
    boolean any =
        component.getContentCase() != dev.contextbudget.v1.Component.ContentCase.CONTENT_NOT_SET;
    if (any && tools != (kind == ComponentKind.TOOLS)) {
      violations.add(
          path.member("kind"),
          Reason.CONFLICT,
          "must be that of tools where the content is tools, and only there");
    }
  }

  private OptionalInt tokens(FieldPath field, boolean set, int tokens) {
    return set
        ? OptionalInt.of(violations.upTo(FixedLimit.TOKENS, field, tokens, 0))
        : OptionalInt.empty();
  }

  private Stability stability(
      FieldPath path, dev.contextbudget.v1.Component component, ComponentKind kind) {
    return Enums.stability(
        path.member("stability"), component.getStability(), kind.stability(), violations);
  }

  private ItemOrder order(
      FieldPath path, dev.contextbudget.v1.Component component, ComponentKind kind) {
    ItemOrder order =
        Enums.order(
            path.member("order"),
            component.getOrder(),
            kind == ComponentKind.TOOLS ? ItemOrder.NAME : ItemOrder.AS_GIVEN,
            violations);
    boolean scored = order == ItemOrder.SCORE || order == ItemOrder.EDGES;
    if ((scored && !component.hasChunks())
        || (order == ItemOrder.NAME && kind != ComponentKind.TOOLS)) {
      violations.add(
          path.member("order"),
          Reason.CONFLICT,
          "does not apply to this content and must be unset");
    }
    return order;
  }

  private Role role(FieldPath path, dev.contextbudget.v1.Component component, ComponentKind kind) {
    Role role = Enums.role(path.member("role"), component.getRole(), kind.role(), violations);
    boolean own = component.hasMessages() || component.hasTools();
    if (own && component.getRole() != dev.contextbudget.v1.Role.ROLE_UNSPECIFIED) {
      violations.add(
          path.member("role"),
          Reason.CONFLICT,
          "does not apply to messages and tools and must be unset");
    }
    if (role == Role.TOOL) {
      violations.add(
          path.member("role"),
          Reason.CONFLICT,
          "must not be that of a tool, which only messages have");
    }
    return role;
  }

  private Reduction reduction(
      FieldPath path, dev.contextbudget.v1.Component component, ComponentKind kind) {
    if (!component.hasReduction()) {
      return kind.reduction();
    }
    FieldPath field = path.member("reduction");
    Reduction reduction = reduction(field, component.getReduction());
    boolean forMessages =
        reduction instanceof Reduction.KeepLastTurns
            || reduction instanceof Reduction.Window
            || reduction instanceof Reduction.ClearToolResults;
    boolean hasContent =
        component.getContentCase() != dev.contextbudget.v1.Component.ContentCase.CONTENT_NOT_SET;
    if (forMessages && hasContent && !component.hasMessages()) {
      violations.add(field, Reason.CONFLICT, "applies to messages only and must be unset here");
    }
    if (reduction instanceof Reduction.Truncate && component.hasTools()) {
      violations.add(field, Reason.CONFLICT, "does not apply to tools and must be unset");
    }
    return reduction;
  }

  /** Decodes a reduction. */
  Reduction reduction(FieldPath field, dev.contextbudget.v1.Reduction reduction) {
    return switch (reduction.getWayCase()) {
      case NONE -> new Reduction.None();
      case DROP_ITEMS -> new Reduction.DropItems();
      case KEEP_LAST_TURNS ->
          new Reduction.KeepLastTurns(
              count(
                  field.member("keep_last_turns").member("turn_count"),
                  reduction.getKeepLastTurns().getTurnCount(),
                  0));
      case WINDOW -> window(field.member("window"), reduction.getWindow());
      case TRUNCATE ->
          new Reduction.Truncate(
              Enums.side(
                  field.member("truncate").member("side"),
                  reduction.getTruncate().getSide(),
                  violations));
      case BY_RELEVANCE ->
          new Reduction.ByRelevance(
              reduction.getByRelevance().hasOffsetTokens()
                  ? violations.upTo(
                      FixedLimit.OFFSET_TOKENS,
                      field.member("by_relevance").member("offset_tokens"),
                      reduction.getByRelevance().getOffsetTokens(),
                      0)
                  : Reduction.ByRelevance.DEFAULT_OFFSET_TOKENS);
      case CLEAR_TOOL_RESULTS ->
          clearing(field.member("clear_tool_results"), reduction.getClearToolResults());
      case EXTRACT -> throw new NotImplemented(field.member("extract").toString());
      case COMPACT -> throw new NotImplemented(field.member("compact").toString());
      case WAY_NOT_SET -> {
        violations.add(field, Reason.REQUIRED, "must name a way to reduce, got none");
        yield new Reduction.None();
      }
    };
  }

  private Reduction window(FieldPath field, dev.contextbudget.v1.Window window) {
    int messages = count(field.member("message_count"), window.getMessageCount(), 1);
    int first = count(field.member("keep_first"), window.getKeepFirst(), 0);
    if (first > messages) {
      violations.add(
          field.member("keep_first"), Reason.OUT_OF_RANGE, "must not be above message_count");
    }
    return new Reduction.Window(messages, Math.min(first, messages));
  }

  /** Decodes the clearing of tool results, which is also the first rung of a compaction. */
  Reduction.ClearToolResults clearing(
      FieldPath field, dev.contextbudget.v1.ClearToolResults clearing) {
    violations.atMost(
        field.member("exclude_tools"),
        FixedLimit.EXCLUDE_TOOLS,
        "the number of names",
        clearing.getExcludeToolsCount());
    return new Reduction.ClearToolResults(
        clearing.hasKeepLast()
            ? count(field.member("keep_last"), clearing.getKeepLast(), 0)
            : Reduction.ClearToolResults.DEFAULT_KEEP_LAST,
        violations.upTo(
            FixedLimit.TOKENS,
            field.member("min_cleared_tokens"),
            clearing.getMinClearedTokens(),
            0),
        Set.copyOf(clearing.getExcludeToolsList()));
  }

  private int count(FieldPath field, int count, int min) {
    return violations.upTo(FixedLimit.COUNT, field, count, min);
  }
}
