package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.RandomRequests;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A token says what was written into it, or is refused. */
class PrefixTokenTest {
  private static final String FIELD = "cache.prefix_token";
  private static final int VERSION_AT = 4;
  private static final int SUM_BYTES = 8;
  private static final int BUDGET = 200;

  static LongStream seeds() {
    return Seeds.all();
  }

  private static List<Component> components(List<Item> items) {
    return List.of(
        PrefixCalls.text("system", ComponentKind.SYSTEM, Stability.STATIC, "be brief"),
        PrefixCalls.history(items, new Reduction.ClearToolResults(1, 0, Set.of())),
        PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "and now"));
  }

  private static Call call(List<Item> items, Optional<PrefixState> previous) {
    return PrefixCalls.call(TestModels.withMarks(), components(items), BUDGET, previous)
        .orElseThrow();
  }

  /** A state with all that a state can have: zones, marks and a history that was cut. */
  private static byte[] token() {
    Call call = call(PrefixCalls.turns("m", 12, 6), Optional.empty());
    assertTrue(call.fit().histories().get("history").keptFrom() > 0);
    assertTrue(call.report().state().zones().stream().anyMatch(PrefixState.ZoneEnd::isMarked));
    return PrefixToken.write(call.report().state());
  }

  private static Violation refused(byte[] token) {
    InvalidRequest refused =
        assertThrows(InvalidRequest.class, () -> PrefixToken.read(token, FIELD));
    assertEquals(1, refused.violations().size());
    assertEquals(Reason.INVALID_PREFIX_TOKEN, refused.reason());
    assertEquals(FIELD, refused.violations().get(0).field());
    return refused.violations().get(0);
  }

  /** Returns the token with the sum that belongs to it, worked out apart. */
  private static byte[] signed(byte[] token) {
    byte[] body = Arrays.copyOf(token, token.length - SUM_BYTES);
    ByteBuffer hashed = ByteBuffer.allocate(5 + body.length);
    hashed.put((byte) 'b').putInt(body.length).put(body);
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(hashed.array());
      return ByteBuffer.allocate(token.length).put(body).put(sum, 0, SUM_BYTES).array();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aTokenIsReadAsItWasWritten(long seed) {
    RandomRequests random = new RandomRequests(seed);
    List<Component> components = random.components();
    PrefixCalls.call(
            TestModels.withMarks(), components, 1 + random.random().nextInt(500), Optional.empty())
        .ifPresent(call -> assertEquals(call.report().state(), call.state().orElseThrow()));
  }

  @Test
  void everyBitOfEveryByteCounts() {
    byte[] token = token();
    for (int bit = 0; bit < Byte.SIZE * token.length; bit++) {
      byte[] flipped = token.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      refused(flipped);
    }
  }

  @Test
  void aTokenThatIsTooShortOrTooLongIsRefused() {
    byte[] token = token();
    for (int length = 0; length < token.length; length++) {
      refused(Arrays.copyOf(token, length));
      refused(signed(Arrays.copyOf(token, Math.max(SUM_BYTES, length))));
    }
    refused(Arrays.copyOf(token, token.length + 1));
    refused(signed(Arrays.copyOf(token, token.length + 4)));
  }

  @Test
  void everyOtherVersionIsRefusedByItsNumber() {
    byte[] token = token();
    for (int version = 0; version < 256; version++) {
      if (version != token[VERSION_AT]) {
        byte[] other = token.clone();
        other[VERSION_AT] = (byte) version;
        String said = refused(signed(other)).description();
        assertTrue(said.contains("version " + version + ","), said);
      }
    }
  }

  /** A mark was a boolean then. */
  @Test
  void aTokenOfTheLayoutBeforeIsRefusedByItsVersionAndNotAsDamaged() {
    byte[] old =
        Base64.getDecoder()
            .decode(
                "Q0JQVAVDbVALjzTDcAAAAAYAAAAAAAAAAQAAAAYrn2OBfY7dmtvdLNlA5LPmEgTuxVleBEsAAAADAAZT"
                    + "VEFUSUMAAAAAAQAAAAkrn2OBAAtBUFBFTkRfT05MWQAAAAADAAAAI9vdLNkAB1JFUVVFU1QAAAAA"
                    + "BgAAAEVZXgRLAAAAAesgcwDNCpDvAQAAAAAAAAAAAAAAAAAAAAEAAAACAAAAAAAAAAAAAAAAAAAA"
                    + "AHGGGZhIGDdnxuwx6e1t10dUWIL5zjK4OQ==");

    assertEquals(
        "is of version 5, this service reads 6; send none to start anew",
        refused(old).description());
  }

  @Test
  void whatIsNoTokenIsRefused() {
    refused("{\"prefix\": \"token\"}".getBytes(StandardCharsets.UTF_8));
    byte[] commit = token();
    commit[3] = 'C'; // as the token of a compaction begins
    assertTrue(refused(signed(commit)).description().contains("not a prefix token"));
  }

  /** Whoever makes a token of his own gets a worse answer at most, and no defect of ours. */
  @Test
  void aForgedTokenIsRefusedOrDoesNoHarm() {
    byte[] token = token();
    List<Item> items = PrefixCalls.turns("m", 13, 6);
    int honoured = 0;
    for (int at = VERSION_AT + 1; at < token.length - SUM_BYTES; at++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        byte[] forged = token.clone();
        forged[at] = (byte) value;
        try {
          PrefixState state = PrefixToken.read(signed(forged), FIELD);
          Call call = assertDoesNotThrow(() -> call(items, Optional.of(state)));
          assertTrue(call.fit().totalTokens() <= BUDGET);
          assertTrue(call.report().expected().orElseThrow().plainTokens() >= 0);
          honoured++;
        } catch (InvalidRequest e) {
          assertEquals(Reason.INVALID_PREFIX_TOKEN, e.reason());
        }
      }
    }
    assertTrue(honoured > 100, honoured + " honoured");
  }
}
