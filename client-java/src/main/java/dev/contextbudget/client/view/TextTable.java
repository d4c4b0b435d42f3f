package dev.contextbudget.client.view;

import java.util.ArrayList;
import java.util.List;

/** A table in fixed-width type: columns, then rows with a cell for each. */
public final class TextTable {
  private static final String GAP = "  ";

  /** Numbers stand flush right. */
  private record Column(String head, boolean right) {}

  /**
   * A row.
   *
   * @param mark stands before it and does not count as text, such as a colour
   */
  private record Row(String mark, List<String> cells) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  /** Adds a column of texts. */
  public TextTable left(String head) {
    columns.add(new Column(head, false));
    return this;
  }

  /** Adds a column of numbers. */
  public TextTable right(String head) {
    columns.add(new Column(head, true));
    return this;
  }

  /** Adds a row; one cell for each column. */
  public TextTable row(String... cells) {
    return marked("", cells);
  }

  /**
   * Adds a row.
   *
   * @param mark stands before it
   */
  public TextTable marked(String mark, String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "want %d cells, got %d".formatted(columns.size(), cells.length));
    }
    rows.add(new Row(mark, List.of(cells)));
    return this;
  }

  /**
   * Prints the table.
   *
   * @param margin stands before rows without a mark
   */
  public void print(Page page, String margin) {
    List<String> heads = columns.stream().map(Column::head).toList();
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          rows.stream()
              .mapToInt(row -> row.cells().get(column).length())
              .reduce(heads.get(i).length(), Math::max);
    }
    page.line(margin + page.terminal().faint(text(heads, widths)));
    for (Row row : rows) {
      page.line((row.mark().isEmpty() ? margin : row.mark()) + text(row.cells(), widths));
    }
  }

  private String text(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right() ? pad + cells.get(i) : cells.get(i) + pad);
    }
    return line.toString().stripTrailing();
  }
}
