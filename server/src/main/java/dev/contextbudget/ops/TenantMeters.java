package dev.contextbudget.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each tenant uses, and how often that is over its quota.
 *
 * <p>Tenants are those of the operator's file: who names another in a credential does not get past
 * it, so the tag is from a closed set.
 */
public final class TenantMeters {
  private final MeterRegistry registry;
  private final Map<String, Counter> calls = new ConcurrentHashMap<>();
  private final Map<String, Counter> tokens = new ConcurrentHashMap<>();
  private final Map<String, Counter> bytes = new ConcurrentHashMap<>();

  TenantMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Makes the meters of tenants before their first call. */
  public void register(Set<String> tenants, Set<String> quotas) {
    for (String tenant : tenants) {
      call(tenant, 0);
      tokens(tenant, 0);
      bytes(tenant, 0);
      quotas.forEach(quota -> usedUp(tenant, quota).increment(0));
    }
  }

  /** Records that calls were let in. */
  public void call(String tenant, long count) {
    calls
        .computeIfAbsent(
            tenant,
            t -> counter("contextbudget.tenant.calls", "Calls of a tenant that were let in", t))
        .increment((double) count);
  }

  /** Records tokens that were counted. */
  public void tokens(String tenant, long count) {
    tokens
        .computeIfAbsent(
            tenant, t -> counter("contextbudget.tenant.tokens", "Tokens counted for a tenant", t))
        .increment((double) count);
  }

  /** Records bytes of requests. */
  public void bytes(String tenant, long count) {
    bytes
        .computeIfAbsent(
            tenant,
            t -> counter("contextbudget.tenant.request.bytes", "Bytes of a tenant's requests", t))
        .increment((double) count);
  }

  /** Records a call that was over a quota, refused or not. */
  public void overQuota(String tenant, String quota) {
    usedUp(tenant, quota).increment();
  }

  private Counter usedUp(String tenant, String quota) {
    return Counter.builder("contextbudget.tenant.over.quota")
        .description("Calls of a tenant that were over a quota, refused unless auth.shadow-quotas")
        .tag("tenant", tenant)
        .tag("quota", quota)
        .register(registry);
  }

  private Counter counter(String name, String description, String tenant) {
    return Counter.builder(name).description(description).tag("tenant", tenant).register(registry);
  }
}
