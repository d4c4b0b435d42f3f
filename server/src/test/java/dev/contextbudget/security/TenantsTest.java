package dev.contextbudget.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantsTest {
  private long nanos = 5;

  private final Tenants tenants = new Tenants(() -> nanos);

  private static TenantDirectory directory(Tenant... all) {
    return new TenantDirectory(
        List.of(all).stream().map(t -> new TenantDirectory.Entry(t, List.of())).toList());
  }

  private static Tenant tenant(String id, Quota quota) {
    return new Tenant(id, false, quota);
  }

  private TenantUsage usage(String id) {
    return tenants.usage(tenant(id, Quota.UNLIMITED)).orElseThrow();
  }

  @Test
  void eachQuotaIsToldByItsNameAndOneTenantsUseIsNotAnothers() {
    Quota quota = new Quota(1_000, 2_000, 100);
    tenants.replace(directory(tenant("a", quota), tenant("b", quota)));
    TenantUsage a = usage("a");
    assertNull(a.usedUp());

    a.countTokens(1_500);
    assertEquals(new TenantUsage.UsedUp("tokens-per-minute", 1_000, 30_001), a.usedUp());
    assertNull(usage("b").usedUp());

    nanos += 31_000_000_000L;
    assertNull(a.usedUp());
    a.addBytes(2_000);
    a.releaseBytes(2_000);
    assertEquals(new TenantUsage.UsedUp("bytes-per-minute", 2_000, 1), a.usedUp());

    nanos += 60_000_000_000L;
    a.addBytes(100);
    assertNull(a.usedUp());
    a.addBytes(1);
    assertEquals(new TenantUsage.UsedUp("bytes-in-flight", 100, 250), a.usedUp());
    assertEquals("bytes-in-flight", a.usedUpInFlight().name());
    a.releaseBytes(1);
    assertNull(a.usedUp());
    assertNull(usage("b").usedUp());
  }

  @Test
  void aFileThatIsSavedAgainIsNoNewMinute() {
    tenants.replace(directory(tenant("a", new Quota(10, 10, 10))));
    usage("a").countTokens(20);

    tenants.replace(directory(tenant("a", new Quota(10, 10, 10)), tenant("b", Quota.UNLIMITED)));

    assertEquals("tokens-per-minute", usage("a").usedUp().name());
    assertNull(usage("b").usedUp());
  }

  @Test
  void anotherQuotaIsInForceAtOnceAndATenantThatIsGoneHasNone() {
    tenants.replace(directory(tenant("a", new Quota(10, 10, 10))));
    usage("a").addBytes(11);
    assertEquals("bytes-per-minute", usage("a").usedUp().name());

    tenants.replace(directory(tenant("a", Quota.UNLIMITED)));
    assertNull(usage("a").usedUp());

    tenants.replace(directory(tenant("b", Quota.UNLIMITED)));
    assertEquals(Optional.empty(), tenants.usage(tenant("a", Quota.UNLIMITED)));
    assertTrue(tenants.directory().find("a").isEmpty());
  }
}
