package dev.contextbudget.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.client.view.Terminal;
import dev.contextbudget.v1.SlotReport;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How the tour looks on a terminal: bars, widths and colours. */
final class DemoLayoutTest {
  private static final int COLUMNS = TakenTour.COLUMNS;

  @AutoClose private static final TakenTour tour = new TakenTour();

  @Test
  void barsAreToScaleAndInOneOrder() {
    double scale = (COLUMNS - 8) / (double) tour.first.getReport().getBeforeTokens();
    String sent = tour.printed.bar(3, "sent");
    String window = tour.printed.bar(3, "window");

    assertEquals(COLUMNS - 8, sent.length(), 1); // less than a column of framing has no slot
    assertEquals(DemoScenario.WINDOW_TOKENS * scale, window.length(), 1);
    assertEquals(DemoScenario.RESERVE_TOKENS * scale, count(window, ':'), 1);
    assertTrue(window.matches("#+=+%*[- a-z]+\\++[. a-z]+:+"), window);
    String fills = "#=%-+";
    List<String> slots = List.of("tools", "system", "handbook", "history", "retrieved");
    for (SlotReport slot : tour.first.getReport().getSlotsList()) {
      String name = slot.getGrant().getSlot();
      char fill = fills.charAt(slots.indexOf(name));
      int label = name.equals("history") ? " history ".length() : 0;
      assertEquals(slot.getBeforeTokens() * scale, label + count(sent, fill), 1, name);
      assertEquals(slot.getUsedTokens() * scale, label + count(window, fill), 1, name);
    }
    double columns = (COLUMNS - 8) / (double) tour.next.getReport().getBeforeTokens();
    assertEquals(
        tour.next.getCache().getExpected().getReadTokens() * columns,
        tour.printed.bar(4, "cached").length(),
        0.5);
  }

  private static long count(String text, char c) {
    return text.chars().filter(x -> x == c).count();
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int columns : new int[] {80, 120}) {
      List<String> wide =
          tour.print(new Terminal(false, columns))
              .output()
              .lines()
              .filter(l -> l.length() > columns)
              .toList();
      assertEquals(List.of(), wide);
    }
  }

  @Test
  void coloursAreOnlyForTerminals() {
    String coloured = tour.print(new Terminal(true, COLUMNS)).output();

    assertFalse(tour.printed.output().contains("\u001b"));
    assertTrue(coloured.contains("\u001b[97;44m"));
    assertEquals(tour.printed.output().lines().count(), coloured.lines().count());
    // the same text but for what fills the bars and stands in the margin of the slots
    assertEquals(words(tour.printed.output()), words(coloured.replaceAll("\u001b\\[[\\d;]*m", "")));
  }

  private static String words(String text) {
    return text.replaceAll("[#=%:.+^-]+", " ").replaceAll("\\s+", " ");
  }
}
