package dev.contextbudget.grpc;

import com.google.protobuf.ProtocolMessageEnum;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Enum values between wire and core: the same names, with the prefix that protobuf asks for.
 *
 * <p>A wire value of a newer client is refused rather than guessed at.
 */
final class Enums {

  /** Found by name once: an answer has some values for each of its items. */
  private static final Map<Enum<?>, Enum<?>> ENCODED = new ConcurrentHashMap<>();

  private Enums() {}

  static @Nullable ComponentKind kind(
      FieldPath field, dev.contextbudget.v1.ComponentKind wire, Violations violations) {
    return decode(field, wire, "COMPONENT_KIND_", ComponentKind.class, null, violations);
  }

  static Stability stability(
      FieldPath field,
      dev.contextbudget.v1.Stability wire,
      Stability unset,
      Violations violations) {
    Stability decoded = decode(field, wire, "STABILITY_", Stability.class, unset, violations);
    return decoded == null ? unset : decoded;
  }

  static Role role(
      FieldPath field, dev.contextbudget.v1.Role wire, Role unset, Violations violations) {
    Role decoded = decode(field, wire, "ROLE_", Role.class, unset, violations);
    return decoded == null ? unset : decoded;
  }

  /** Decodes the role of a message, which has no default. */
  static Role requiredRole(FieldPath field, dev.contextbudget.v1.Role wire, Violations violations) {
    Role decoded = decode(field, wire, "ROLE_", Role.class, null, violations);
    return decoded == null ? Role.USER : decoded;
  }

  static ItemOrder order(
      FieldPath field,
      dev.contextbudget.v1.ItemOrder wire,
      ItemOrder unset,
      Violations violations) {
    ItemOrder decoded = decode(field, wire, "ITEM_ORDER_", ItemOrder.class, unset, violations);
    return decoded == null ? unset : decoded;
  }

  static Reduction.Side side(
      FieldPath field, dev.contextbudget.v1.TruncateSide wire, Violations violations) {
    Reduction.Side decoded =
        decode(field, wire, "TRUNCATE_SIDE_", Reduction.Side.class, Reduction.Side.END, violations);
    return decoded == null ? Reduction.Side.END : decoded;
  }

  /**
   * @param unset what an unspecified value means; null if it is a violation
   */
  private static <W extends Enum<W> & ProtocolMessageEnum, C extends Enum<C>> @Nullable C decode(
      FieldPath field,
      W wire,
      String prefix,
      Class<C> core,
      @Nullable C unset,
      Violations violations) {
    if (isPair(wire.name(), prefix, "UNSPECIFIED") && unset != null) {
      return unset;
    }
    for (C value : core.getEnumConstants()) {
      if (isPair(wire.name(), prefix, value.name())) {
        return value;
      }
    }
    violations.add(field, Reason.UNKNOWN_ENUM_VALUE, "must be a value that this version knows");
    return null;
  }

  private static boolean isPair(String wire, String prefix, String core) {
    return wire.length() == prefix.length() + core.length()
        && wire.startsWith(prefix)
        && wire.endsWith(core);
  }

  /** Returns the wire value of a value of the core, which has one of one type only. */
  static <W extends Enum<W>> W encode(Enum<?> core, String prefix, Class<W> wire) {
    return wire.cast(
        ENCODED.computeIfAbsent(core, known -> Enum.valueOf(wire, prefix + known.name())));
  }
}
