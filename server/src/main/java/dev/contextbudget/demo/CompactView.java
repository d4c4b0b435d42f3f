package dev.contextbudget.demo;

import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.TextTable;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.Replacement;
import dev.contextbudget.v1.ReplacementKind;
import dev.contextbudget.v1.Retention;
import java.util.stream.Collectors;

/** Shows what a shortened history still holds. */
final class CompactView {
  private static final int LOST_FACTS = 8;

  private final CompactResponse answer;
  private final Page page;

  CompactView(CompactResponse answer, Page page) {
    this.answer = answer;
    this.page = page;
  }

  void show() {
    Retention facts = answer.getRetention();
    new TextTable()
        .left("the whole history")
        .right("before")
        .right("after")
        .right("left")
        .row(line("tokens", answer.getBeforeTokens(), answer.getAfterTokens()))
        .row(line("facts", facts.getFactCount(), facts.getKeptCount()))
        .print(page, "");
    page.blank();
    page.paragraph(
        "Of %d messages %d stay as they are; of %d sentences go into a digest, those first that"
                .formatted(
                    answer.getReplacementsCount(),
                    count(ReplacementKind.REPLACEMENT_KIND_KEPT),
                    count(ReplacementKind.REPLACEMENT_KIND_EXTRACTED))
            + " hold most facts for their length: numbers, dates, ids, names. The remaining %d are"
                .formatted(count(ReplacementKind.REPLACEMENT_KIND_DROPPED))
            + " left out. The answer lists the %d facts that are lost: %s and others."
                .formatted(
                    facts.getFactCount() - facts.getKeptCount(),
                    facts.getLostFactsList().stream()
                        .limit(LOST_FACTS)
                        .collect(Collectors.joining(", "))));
  }

  private static String[] line(String what, int before, int after) {
    return new String[] {
      what,
      Figures.tokens(before),
      Figures.tokens(after),
      Figures.percent(before == 0 ? 1 : after / (double) before)
    };
  }

  private long count(ReplacementKind kind) {
    return answer.getReplacementsList().stream()
        .map(Replacement::getKind)
        .filter(kind::equals)
        .count();
  }
}
