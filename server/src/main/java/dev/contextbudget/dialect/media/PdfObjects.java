package dev.contextbudget.dialect.media;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The dictionaries of a PDF as they open and close, and what they say about pages.
 *
 * <p>Takes the parts of a PDF in their order from {@link PdfScanner}. Of each dictionary only what
 * stands under {@code /Type}, {@code /Count}, {@code /N}, {@code /Length} and {@code /Linearized}
 * is kept.
 */
final class PdfObjects {
  private static final int NONE = -1;

  /** Pages and their tree are 1 deep; deeper ones than this are passed over. */
  private static final int MOST_OPEN = 64;

  /** A dictionary that is open, and the key whose value comes next. */
  private static final class Dictionary {
    private String key = "";
    private String numberKey = "";
    private String type = "";
    private int count = NONE;
    private int linearizedPages = NONE;
    private int length = NONE;
    private boolean linearized;

    private void put(String name) {
      if (key.equals("Type")) {
        type = name;
      }
      key = key.isEmpty() ? name : "";
    }

    private void put(int number) {
      numberKey = key.isEmpty() ? numberKey : key;
      assign(key, number);
      key = "";
    }

    private void assign(String to, int number) {
      switch (to) {
        case "Count" -> count = number;
        case "N" -> linearizedPages = number;
        case "Length" -> length = number;
        case "Linearized" -> linearized = true;
        default -> {}
      }
    }
  }

  private final Deque<Dictionary> open = new ArrayDeque<>();
  private final Set<Integer> pageObjects = new HashSet<>();
  private int tooDeep;
  private int claimedPages;
  private boolean compressed;
  private int streamBytes = NONE;
  private int object = NONE;
  private int beforeLastNumber = NONE;
  private int lastNumber = NONE;

  /** Returns the number of objects that are pages. */
  int pages() {
    return pageObjects.size();
  }

  /** Returns the largest number of pages that the file claims to have; 0 if it claims none. */
  int claimedPages() {
    return claimedPages;
  }

  /** Returns true if there are objects in compressed streams, which may be pages. */
  boolean someAreCompressed() {
    return compressed;
  }

  /** Returns the length that the last dictionary gives for the stream behind it; -1 if none. */
  int streamBytes() {
    return streamBytes;
  }

  void openDictionary() {
    if (open.size() < MOST_OPEN) {
      open.push(new Dictionary());
    } else {
      tooDeep++;
    }
  }

  void closeDictionary() {
    if (tooDeep > 0) {
      tooDeep--;
    } else if (!open.isEmpty()) {
      Dictionary closed = open.pop();
      other();
      read(closed);
    }
  }

  private void read(Dictionary closed) {
    streamBytes = closed.length;
    switch (closed.type) {
      case "Page" -> pageObjects.add(object == NONE ? -pageObjects.size() - 2 : object);
      case "Pages" -> claimedPages = Math.max(claimedPages, closed.count);
      case "ObjStm" -> compressed = true;
      default -> {}
    }
    if (closed.linearized) {
      claimedPages = Math.max(claimedPages, closed.linearizedPages);
    }
  }

  void name(String name) {
    if (!open.isEmpty()) {
      open.peek().put(name);
    }
  }

  /** Takes a whole number, {@code >= 0}. */
  void number(int number) {
    beforeLastNumber = lastNumber;
    lastNumber = number;
    if (!open.isEmpty()) {
      open.peek().put(number);
    }
  }

  /** Takes {@code R}: the two numbers before it were no value, but where one stands. */
  void reference() {
    if (!open.isEmpty()) {
      open.peek().assign(open.peek().numberKey, NONE);
    }
  }

  /** Takes {@code obj}, behind the number of the object and its generation. */
  void beginObject() {
    open.clear(); // what was left open is broken, and must not swallow the rest
    tooDeep = 0;
    object = beforeLastNumber;
  }

  /** Takes any other value. */
  void other() {
    if (!open.isEmpty()) {
      open.peek().key = "";
    }
  }
}
