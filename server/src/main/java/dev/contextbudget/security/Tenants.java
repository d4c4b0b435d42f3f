package dev.contextbudget.security;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The tenants in force, which may be replaced, and what each has used, which stays: a file that is
 * saved again is no new minute.
 */
public final class Tenants {
  private final LongSupplier nanoClock;
  private final Map<String, TenantUsage> usage = new ConcurrentHashMap<>();
  private volatile TenantDirectory directory = new TenantDirectory(List.of());

  /**
   * @param nanoClock only its differences are used
   */
  public Tenants(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Returns the tenants in force. */
  public TenantDirectory directory() {
    return directory;
  }

  /** Puts other tenants in force. */
  public synchronized void replace(TenantDirectory next) {
    for (Tenant tenant : next.tenants()) {
      usage
          .computeIfAbsent(tenant.id(), id -> new TenantUsage(tenant.quota(), nanoClock))
          .setQuota(tenant.quota());
    }
    directory = next;
    usage.keySet().removeIf(id -> next.find(id).isEmpty());
  }

  /** Returns what a tenant has used; nothing of one that is no longer in force. */
  public Optional<TenantUsage> usage(Tenant tenant) {
    return Optional.ofNullable(usage.get(tenant.id()));
  }
}
