package dev.contextbudget.client.view;

/**
 * How a part of the window looks.
 *
 * @param ansi its colours, where there are any
 * @param fill stands for it where there are none
 */
public record SlotStyle(String ansi, char fill) {
  /** What nobody uses. */
  public static final SlotStyle FREE = new SlotStyle("37;100", '.');

  /** What is kept for the answer. */
  public static final SlotStyle RESERVE = new SlotStyle("90;47", ':');

  /** For the slots in their order; neighbours differ in brightness too. */
  private static final SlotStyle[] SLOTS = {
    new SlotStyle("97;44", '#'),
    new SlotStyle("30;46", '='),
    new SlotStyle("97;45", '%'),
    new SlotStyle("30;42", '-'),
    new SlotStyle("30;43", '+')
  };

  /** Returns a piece of a bar, with a name in it if there is room. */
  String piece(String name, int columns, Terminal terminal) {
    boolean fits = !name.isEmpty() && name.length() + 2 <= columns;
    String text = fits ? " " + name + " " : "";
    int left = columns - text.length();
    return terminal.colour()
        ? terminal.styled(ansi, text + " ".repeat(left))
        : String.valueOf(fill).repeat(left / 2)
            + text
            + String.valueOf(fill).repeat(left - left / 2);
  }

  /** Returns the style of the slot with this number, from 0; after the last they begin anew. */
  public static SlotStyle of(int slot) {
    return SLOTS[slot % SLOTS.length];
  }
}
