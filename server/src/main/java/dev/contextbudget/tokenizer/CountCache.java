package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.security.SecureRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how many tokens texts have: agents send the same history again on every turn.
 *
 * <p>No text is kept, only two hashes of 61 bits and the count. A text is taken for another one
 * with the probability that {@link KeyedHash} states, squared: 2^-94 for two texts of 4 MiB, and
 * each question compares {@value #WAYS} of them.
 *
 * <p>The cache is bounded by its entries, of which each takes 36 bytes: an object of 32 and a
 * reference. They stand in sets of {@value #WAYS}; a new one drives out the one of its set that was
 * least in use. Callers cannot choose the set, as the hash has a secret key.
 *
 * <p>Threads share it without locks. An entry never changes, and its fields are final, so whoever
 * sees a reference sees the whole entry; two threads that write the same set at once may lose an
 * entry or have it twice, which costs time and never gives a wrong count.
 *
 * <p>Callers of one partition share it too. An answer is the same with and without it, but how long
 * it took can tell a caller that some other one has sent the very same text before: so tenants are
 * partitions, and what one has sent is not there for the next.
 */
public final class CountCache {
  /** What {@link #tokens} returns for a text that it does not know. */
  static final int UNKNOWN = -1;

  /** Entries of a set. */
  private static final int WAYS = 4;

  private final SecureRandom random = new SecureRandom();
  private final KeyedHash first = new KeyedHash(random);
  private final KeyedHash second = new KeyedHash(random);
  private final LongSupplier partition;
  private final @Nullable Entry[] entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** A text for one tokenizer. */
  record Key(long first, long second) {}

  private record Entry(long first, long second, int tokens) {
    boolean isOf(Key key) {
      return first == key.first && second == key.second;
    }
  }

  /**
   * @param maxEntries counts that it remembers at most, rounded up to a multiple of {@value #WAYS};
   *     {@code >= 1}
   */
  public CountCache(int maxEntries) {
    this(maxEntries, () -> 0);
  }

  /**
   * @param maxEntries as above
   * @param partition of who asks at this time, a secret number
   */
  public CountCache(int maxEntries, LongSupplier partition) {
    this.partition = partition;
    if (maxEntries < 1) {
      throw new IllegalArgumentException("want at least 1 entry, got " + maxEntries);
    }
    entries = new @Nullable Entry[Math.multiplyExact(WAYS, (maxEntries + WAYS - 1) / WAYS)];
  }

  /**
   * Returns a tokenizer with the counts of another one, out of this cache where it has them. No two
   * that this returns share entries, even if they have the same id.
   */
  public Tokenizer around(Tokenizer tokenizer) {
    return new CachedTokenizer(tokenizer, this, new Key(random.nextLong(), random.nextLong()));
  }

  /** Returns how often a text was known. */
  public long hits() {
    return hits.sum();
  }

  /** Returns how often a text was asked for and not known. */
  public long misses() {
    return misses.sum();
  }

  /**
   * Returns the key of a text. O(n).
   *
   * @param salt of a tokenizer, so that the same text under another one has another key
   */
  Key key(Utf8Text text, Key salt) {
    long own = partition.getAsLong();
    return text.read(
        (bytes, start, length) ->
            new Key(
                first.of(bytes, start, length) ^ salt.first ^ own,
                second.of(bytes, start, length) ^ salt.second ^ Long.rotateLeft(own, 32)));
  }

  /** Returns the tokens of a text, or {@link #UNKNOWN}. */
  int tokens(Key key) {
    int set = setOf(key);
    for (int i = set; i < set + WAYS; i++) {
      Entry entry = entries[i];
      if (entry != null && entry.isOf(key)) {
        if (i > set) {
          entries[i] = entries[i - 1];
          entries[i - 1] = entry;
        }
        hits.increment();
        return entry.tokens;
      }
    }
    misses.increment();
    return UNKNOWN;
  }

  /** Remembers the tokens of a text. */
  void put(Key key, int tokens) {
    int set = setOf(key);
    System.arraycopy(entries, set, entries, set + 1, WAYS - 1);
    entries[set] = new Entry(key.first, key.second, tokens);
  }

  private int setOf(Key key) {
    return WAYS * (int) Long.remainderUnsigned(key.first, entries.length / WAYS);
  }
}
