package dev.contextbudget.security;

import dev.contextbudget.core.error.NotAuthenticated;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tenants of a server with their keys; it never changes. */
public final class TenantDirectory {
  /** What a prefix that no key has is compared with. */
  private static final ApiKey NOBODYS = new ApiKey("", "00".repeat(32), Optional.empty());

  private final Map<String, Tenant> byId = new HashMap<>();
  private final Map<String, Owned> byPrefix = new HashMap<>();

  /** A tenant and the keys by which it is known. */
  public record Entry(Tenant tenant, List<ApiKey> keys) {
    public Entry {
      keys = List.copyOf(keys);
    }
  }

  private record Owned(ApiKey key, Tenant tenant) {}

  /**
   * @param entries ids and prefixes are unique
   */
  public TenantDirectory(List<Entry> entries) {
    for (Entry entry : entries) {
      if (byId.put(entry.tenant().id(), entry.tenant()) != null) {
        throw new IllegalArgumentException("two tenants of one id");
      }
      for (ApiKey key : entry.keys()) {
        if (byPrefix.put(key.prefix(), new Owned(key, entry.tenant())) != null) {
          throw new IllegalArgumentException("two keys of one prefix");
        }
      }
    }
  }

  /** Returns all tenants. */
  public List<Tenant> tenants() {
    return List.copyOf(byId.values());
  }

  /** Returns a tenant by its id. */
  public Optional<Tenant> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * Returns whose key a text is.
   *
   * @throws NotAuthenticated if it is nobody's, or no longer
   */
  public Tenant ownerOf(String key, Instant now) {
    int dot = key.indexOf('.');
    Owned owned = byPrefix.get(dot < 0 ? "" : key.substring(0, dot));
    boolean right = (owned == null ? NOBODYS : owned.key()).isTextOf(key);
    if (owned == null || !right) {
      throw NotAuthenticated.invalid("is no key of this server");
    }
    if (owned.key().isExpired(now)) {
      throw NotAuthenticated.invalid("has expired");
    }
    return owned.tenant();
  }
}
