package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the digest stands, and that no provider is given two messages of one role for it. */
class DigestPlacePropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  /** A new history without its instructions, and the message in it that holds the digest. */
  private record Spoken(List<PromptMessage> messages, int digestAt) {
    static Spoken of(Compaction compaction) {
      List<PromptMessage> messages =
          compaction.history().messages().stream().filter(m -> m.role() != Role.SYSTEM).toList();
      return new Spoken(
          messages,
          IntStream.range(0, messages.size())
              .filter(i -> messages.get(i).parts().stream().anyMatch(Compacted::isDigest))
              .findFirst()
              .orElse(-1));
    }

    PromptMessage digest() {
      return messages.get(digestAt);
    }

    boolean isUser(int index) {
      return index >= 0 && index < messages.size() && messages.get(index).role() == Role.USER;
    }

    boolean holdsResults(int index) {
      return messages.get(index).parts().stream()
          .anyMatch(part -> part.content() instanceof Part.ToolResult);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void itIsAMessageOfItsOwnOnlyWhereTheUserSpeaksOnNeitherSide(long seed) {
    Spoken spoken = Spoken.of(Compacted.of(seed).compaction());
    if (spoken.digestAt() < 0 || !spoken.digest().itemId().isEmpty()) {
      return;
    }
    assertFalse(spoken.isUser(spoken.digestAt() - 1));
    assertFalse(
        spoken.isUser(spoken.digestAt() + 1) && !spoken.holdsResults(spoken.digestAt() + 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void itStandsAtTheFirstGapAndBesideWhatTheUserSaid(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    if (compaction.level() != Level.EXTRACT) {
      return;
    }
    Spoken spoken = Spoken.of(compaction);
    List<String> ids = Compacted.ids(compaction);
    List<Item> items = request.history().items();
    int gap = 0;
    while (ids.contains(items.get(gap).id())) {
      gap++;
    }
    List<String> before = items.subList(0, gap).stream().map(Item::id).toList();
    boolean first = Compacted.isDigest(spoken.digest().parts().get(0));
    boolean own = spoken.digest().itemId().isEmpty();
    boolean behindGap = !before.contains(spoken.digest().itemId());

    assertEquals(first, behindGap);
    for (int i = 0; i < spoken.messages().size(); i++) {
      boolean stoodBefore = before.contains(spoken.messages().get(i).itemId());
      assertEquals(i < spoken.digestAt() || (i == spoken.digestAt() && !first), stoodBefore);
    }
    if (!own && first) {
      assertFalse(spoken.holdsResults(spoken.digestAt()), "results come first");
    }
    if (!own && !first) {
      PromptPart last = spoken.digest().parts().get(spoken.digest().parts().size() - 1);
      assertTrue(Compacted.isDigest(last));
    }
  }

  /** Without pins and ties, roles take turns wherever they did. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rolesTakeTurnsAsBefore(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    List<Item> items = request.history().items();
    boolean tied =
        items.stream().anyMatch(i -> i.pinned() || !i.group().isEmpty() || !i.keepWith().isEmpty());
    if (tied) {
      return;
    }
    List<Role> sent =
        items.stream()
            .map(item -> ((Body.Message) item.body()).role())
            .filter(role -> role != Role.SYSTEM)
            .toList();
    List<Role> now =
        Spoken.of(Compacted.of(seed).compaction()).messages().stream()
            .map(PromptMessage::role)
            .toList();
    for (Role role : List.of(Role.USER, Role.ASSISTANT)) {
      assertTrue(inARow(now, role) <= inARow(sent, role), role + " in " + now);
    }
  }

  private static long inARow(List<Role> roles, Role role) {
    return IntStream.range(1, roles.size())
        .filter(i -> roles.get(i) == role && roles.get(i - 1) == role)
        .count();
  }

  @Test
  void theSeedsHaveEveryPlace() {
    Map<DigestPlace.Side, Integer> places = new EnumMap<>(DigestPlace.Side.class);
    seeds()
        .forEach(
            seed -> {
              Spoken spoken = Spoken.of(Compacted.of(seed).compaction());
              if (spoken.digestAt() >= 0) {
                boolean first = Compacted.isDigest(spoken.digest().parts().get(0));
                places.merge(
                    spoken.digest().itemId().isEmpty()
                        ? DigestPlace.Side.IN_PLACE
                        : first ? DigestPlace.Side.FIRST_PART : DigestPlace.Side.LAST_PART,
                    1,
                    Integer::sum);
              }
            });
    assertEquals(DigestPlace.Side.values().length, places.size(), places.toString());
  }
}
