package dev.contextbudget.security;

import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the operator's file of tenants, strictly: what it does not know, it refuses. */
public final class TenantsReader {
  /** Each is a tag of several meters. */
  private static final int MAX_TENANTS = 1_000;

  /** One in use and its successor: more would never be taken back. */
  private static final int MAX_ACTIVE_KEYS = 2;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{4,32}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}");

  private final Instant now;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> prefixes = new HashSet<>();

  private TenantsReader(Instant now) {
    this.now = now;
  }

  /**
   * Reads a file.
   *
   * @param now by which keys have expired or not
   * @throws BadYaml naming the place of what is wrong
   */
  public static TenantDirectory read(YamlNode file, Instant now) {
    TenantsReader reader = new TenantsReader(now);
    List<YamlNode> tenants = file.only(Set.of("tenants")).require("tenants").elements();
    if (tenants.isEmpty() || tenants.size() > MAX_TENANTS) {
      throw file.require("tenants").bad("want 1 to %d tenants".formatted(MAX_TENANTS));
    }
    return new TenantDirectory(tenants.stream().map(reader::entry).toList());
  }

  private TenantDirectory.Entry entry(YamlNode node) {
    node.only(Set.of("id", "class", "keys", "quota"));
    YamlNode id = node.require("id");
    String name = matching(id, ID, "letters, digits and . _ -, at most 64");
    if (!ids.add(name)) {
      throw id.bad("another tenant has it");
    }
    Tenant tenant = new Tenant(name, isBatch(node), quota(node));
    return new TenantDirectory.Entry(tenant, keys(node));
  }

  private static boolean isBatch(YamlNode node) {
    String given = node.stringOr("class", "interactive");
    if (!given.equals("interactive") && !given.equals("batch")) {
      throw node.require("class").bad("want interactive or batch");
    }
    return given.equals("batch");
  }

  private static Quota quota(YamlNode node) {
    Optional<YamlNode> given = node.get("quota");
    if (given.isEmpty()) {
      return Quota.UNLIMITED;
    }
    YamlNode quota =
        given.get().only(Set.of("tokens-per-minute", "bytes-per-minute", "bytes-in-flight"));
    return new Quota(
        amount(quota, "tokens-per-minute"),
        amount(quota, "bytes-per-minute"),
        amount(quota, "bytes-in-flight"));
  }

  private static long amount(YamlNode quota, String key) {
    Optional<YamlNode> given = quota.get(key);
    if (given.isEmpty()) {
      return Quota.NO_LIMIT;
    }
    String text = given.get().asText();
    if (!AMOUNT.matcher(text).matches() || Long.parseLong(text) == 0) {
      throw given.get().bad("want a whole number above 0 of at most 15 digits");
    }
    return Long.parseLong(text);
  }

  private List<ApiKey> keys(YamlNode node) {
    Optional<YamlNode> given = node.get("keys");
    if (given.isEmpty()) {
      return List.of();
    }
    List<ApiKey> keys = new ArrayList<>();
    given.get().elements().forEach(key -> keys.add(key(key)));
    if (keys.stream().filter(key -> !key.isExpired(now)).count() > MAX_ACTIVE_KEYS) {
      throw given.get().bad("want at most %d that have not expired".formatted(MAX_ACTIVE_KEYS));
    }
    return keys;
  }

  private ApiKey key(YamlNode node) {
    node.only(Set.of("prefix", "sha256", "expires"));
    YamlNode prefix = node.require("prefix");
    String name = matching(prefix, PREFIX, "4 to 32 letters, digits, _ and -");
    if (!prefixes.add(name)) {
      throw prefix.bad("another key has it");
    }
    String sha256 = matching(node.require("sha256"), SHA256, "64 hexadecimal digits in lower case");
    return new ApiKey(name, sha256, node.get("expires").map(TenantsReader::time));
  }

  private static String matching(YamlNode node, Pattern pattern, String want) {
    String text = node.asString();
    if (!pattern.matcher(text).matches()) {
      throw node.bad("want " + want);
    }
    return text;
  }

  private static Instant time(YamlNode node) {
    try {
      return Instant.parse(node.asText());
    } catch (DateTimeParseException e) {
      throw node.bad("want a time in UTC such as 2027-01-31T00:00:00Z");
    }
  }
}
