package dev.contextbudget.security;

/**
 * What a tenant may use.
 *
 * @param tokensPerMinute tokens counted; {@link #NO_LIMIT} for any number, as for the others
 * @param bytesPerMinute bytes of requests
 * @param bytesInFlight bytes of requests that are worked on or waiting at a time
 */
public record Quota(long tokensPerMinute, long bytesPerMinute, long bytesInFlight) {
  public static final long NO_LIMIT = Long.MAX_VALUE;

  public static final Quota UNLIMITED = new Quota(NO_LIMIT, NO_LIMIT, NO_LIMIT);

  public Quota {
    if (tokensPerMinute < 1 || bytesPerMinute < 1 || bytesInFlight < 1) {
      throw new IllegalArgumentException("want quotas above 0");
    }
  }
}
