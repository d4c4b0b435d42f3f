package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.error.NotPermitted;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.security.Quota;
import dev.contextbudget.security.Tenant;
import dev.contextbudget.security.TenantDirectory;
import dev.contextbudget.security.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {

  /** Found in the directory of before, by a call that goes on while the file is read again. */
  @Test
  void aTenantThatIsGoneSinceItWasFoundIsNoneWithoutAQuota() {
    Tenant gone = new Tenant("gone", false, Quota.UNLIMITED);
    Tenants tenants = new Tenants(() -> 0);
    try (Meters meters = new Meters(Set.of())) {
      Callers.Known known =
          new Callers.Known(tenants, Optional.empty(), false, Clock.systemUTC(), meters.tenants());
      assertThrows(NotPermitted.class, () -> Caller.known(known, gone));

      tenants.replace(new TenantDirectory(List.of(new TenantDirectory.Entry(gone, List.of()))));
      assertEquals("gone", Caller.known(known, gone).name());
    }
  }
}
