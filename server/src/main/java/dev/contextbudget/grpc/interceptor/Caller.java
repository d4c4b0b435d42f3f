package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.NotPermitted;
import dev.contextbudget.core.error.QuotaExceeded;
import dev.contextbudget.grpc.CallerScope;
import dev.contextbudget.security.Tenant;
import dev.contextbudget.security.TenantUsage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who makes one call, and what the call uses of that tenant's quota.
 *
 * <p>Bytes that come before a JWT is checked are the tenant's from then on.
 */
final class Caller implements CallerScope {
  private static final Logger LOG = LoggerFactory.getLogger("quota");

  private final Callers.@Nullable Known known;
  private final @Nullable ContextBudgetException refusal;
  private long heldBytes;
  private boolean isTold;
  private boolean isLetIn;
  private @Nullable QuotaExceeded overInFlight;
  private volatile @Nullable String token;
  private volatile @Nullable Tenant tenant;
  private volatile @Nullable TenantUsage usage;

  private Caller(Callers.@Nullable Known known, @Nullable ContextBudgetException refusal) {
    this.known = known;
    this.refusal = refusal;
  }

  /** Anybody, on a server that does not ask. */
  static Caller anonymous() {
    Caller caller = new Caller(null, null);
    caller.tenant = Tenant.ANONYMOUS;
    return caller;
  }

  /** Somebody whose credential proves nothing. */
  static Caller refused(ContextBudgetException refusal) {
    return new Caller(null, refusal);
  }

  /**
   * Somebody whose credential is right.
   *
   * @throws NotPermitted if it is no tenant's any more
   */
  static Caller known(Callers.Known known, Tenant tenant) {
    Caller caller = new Caller(known, null);
    caller.become(tenant);
    return caller;
  }

  /** Somebody with a JWT that has to be checked, by a worker. */
  static Caller unverified(Callers.Known known, String token) {
    Caller caller = new Caller(known, null);
    caller.token = token;
    return caller;
  }

  /** Returns the tenant, if it is known yet. */
  @Nullable Tenant tenant() {
    return tenant;
  }

  /** Returns what a log calls it. */
  String name() {
    Tenant known = tenant;
    return known == null ? Tenant.ANONYMOUS.id() : known.id();
  }

  /** Returns whether nobody waits for the tenant's answers. */
  boolean isBatch() {
    Tenant known = tenant;
    return known != null && known.batch();
  }

  boolean isUnverified() {
    return token != null;
  }

  /** Returns why its credential proves nothing, if it does not. */
  @Nullable ContextBudgetException credentialRefusal() {
    return refusal;
  }

  /** Returns why the call may not begin, if it may not: its credential, or a quota. */
  @Nullable ContextBudgetException refusal() {
    return refusal != null ? refusal : overQuota();
  }

  /**
   * Checks a JWT that was not checked before.
   *
   * @throws ContextBudgetException if it proves nothing, or a quota is used up
   */
  void verify() {
    String unchecked = token;
    if (unchecked == null || known == null) {
      return;
    }
    token = null; // it is checked once, whatever comes of it
    become(Callers.verify(known, unchecked));
    ContextBudgetException over = overQuota();
    if (over != null) {
      throw over;
    }
  }

  private synchronized void become(Tenant proven) {
    Callers.Known all = known;
    if (all == null) {
      throw new IllegalStateException("nobody is known here");
    }
    usage = all.tenants().usage(proven).orElseThrow(NotPermitted::new); // gone since it was found
    tenant = proven;
    charge(heldBytes);
  }

  /** Its call is not refused, and is worked on from now on. */
  synchronized void letIn() {
    Callers.Known all = known;
    if (all != null && !isLetIn) {
      isLetIn = true;
      all.meters().call(name(), 1);
    }
  }

  /** Bytes of its request have arrived. */
  synchronized void arrived(long bytes) {
    if (overInFlight == null) {
      heldBytes += bytes;
      charge(bytes);
    }
  }

  /** Whose bytes are the first too many gives back what it has, and others go on. */
  private void charge(long bytes) {
    TenantUsage its = usage;
    Callers.Known all = known;
    if (its == null || all == null) {
      return;
    }
    all.meters().bytes(name(), bytes);
    its.addBytes(bytes);
    TenantUsage.UsedUp over = isTold ? null : its.usedUpInFlight();
    if (over != null) {
      overInFlight = refusal(over, all);
      isTold = true;
      if (overInFlight != null) {
        release();
      }
    }
  }

  /** Returns why its request may not be worked on, if it was too much to be in flight. */
  synchronized @Nullable ContextBudgetException overInFlight() {
    return overInFlight;
  }

  /** What arrived is no longer held. */
  synchronized void release() {
    release(heldBytes);
  }

  /** Some of what arrived is no longer held. */
  synchronized void release(long bytes) {
    long released = Math.min(bytes, heldBytes);
    TenantUsage its = usage;
    if (its != null) {
      its.releaseBytes(released);
    }
    heldBytes -= released;
  }

  @Override
  public long partition() {
    TenantUsage its = usage;
    return its == null ? 0 : its.partition();
  }

  @Override
  public void counted(long tokens) {
    TenantUsage its = usage;
    Tenant whose = tenant;
    if (its != null && whose != null && known != null) {
      its.countTokens(tokens);
      known.meters().tokens(whose.id(), tokens);
    }
  }

  private @Nullable QuotaExceeded overQuota() {
    TenantUsage its = usage;
    Callers.Known all = known;
    TenantUsage.UsedUp over = its == null ? null : its.usedUp();
    return over == null || all == null ? null : refusal(over, all);
  }

  /** Tells of a quota that is used up; returns nothing where that is all to be done. */
  private @Nullable QuotaExceeded refusal(TenantUsage.UsedUp over, Callers.Known all) {
    all.meters().overQuota(name(), over.name());
    if (all.shadow()) {
      LOG.atInfo()
          .addKeyValue("tenant", name())
          .addKeyValue("quota", over.name())
          .log("over quota, served all the same");
      return null;
    }
    return new QuotaExceeded(over.name(), over.limit(), over.retryMillis());
  }
}
