package dev.contextbudget.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.error.NotAuthenticated;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final String HASH = "00".repeat(32);

  private static TenantDirectory read(String yaml) {
    return TenantsReader.read(YamlNode.parse("t.yaml", yaml), NOW);
  }

  private static String line(ApiKey key) {
    return "{prefix: \"%s\", sha256: \"%s\"%s}"
        .formatted(
            key.prefix(),
            key.sha256(),
            key.expires().map(at -> ", expires: \"" + at + '"').orElse(""));
  }

  private static ApiKey.Minted mint(Optional<Instant> expires) {
    return ApiKey.mint(new SecureRandom(), expires);
  }

  private static String refusal(TenantDirectory directory, String key, Instant now) {
    return assertThrows(NotAuthenticated.class, () -> directory.ownerOf(key, now)).getMessage();
  }

  @Test
  void aTenantIsKnownByEitherOfItsKeysUntilTheyExpire() {
    ApiKey.Minted old = mint(Optional.of(NOW.plus(Duration.ofDays(1))));
    ApiKey.Minted next = mint(Optional.empty());
    TenantDirectory directory =
        read(
            """
            tenants:
              - id: acme
                class: batch
                quota: {tokens-per-minute: 1000, bytes-per-minute: 2000, bytes-in-flight: 3000}
                keys:
                  - %s
                  - %s
              - id: other
            """
                .formatted(line(old.key()), line(next.key())));

    Tenant acme = new Tenant("acme", true, new Quota(1_000, 2_000, 3_000));
    assertEquals(acme, directory.ownerOf(old.text(), NOW));
    assertEquals(acme, directory.ownerOf(next.text(), NOW));
    assertEquals(Optional.of(new Tenant("other", false, Quota.UNLIMITED)), directory.find("other"));
    Instant later = NOW.plus(Duration.ofDays(1));
    assertEquals("the credential has expired", refusal(directory, old.text(), later));
    assertEquals(acme, directory.ownerOf(next.text(), later));
  }

  @Test
  void whatIsNotTheWholeKeyIsNobodys() {
    ApiKey.Minted key = mint(Optional.of(NOW.plusSeconds(1)));
    TenantDirectory directory = read("tenants: [{id: a, keys: [%s]}]".formatted(line(key.key())));
    String nobodys = "the credential is no key of this server";

    String text = key.text();
    assertEquals("a", directory.ownerOf(text, NOW).id());
    for (String wrong :
        new String[] {
          "",
          ".",
          text.substring(0, text.length() - 1),
          text + "A",
          text.substring(1),
          text.toUpperCase(java.util.Locale.ROOT),
          key.key().prefix(),
          key.key().prefix() + ".",
          key.key().prefix() + "." + key.key().sha256(),
          "unknown." + text.substring(text.indexOf('.') + 1)
        }) {
      assertEquals(nobodys, refusal(directory, wrong, NOW), wrong);
      assertEquals(nobodys, refusal(directory, wrong, NOW.plusSeconds(2)), "not told of expiry");
    }
  }

  @Test
  void noTwoKeysAreAlikeAndNeitherHoldsItsSecret() {
    ApiKey.Minted one = mint(Optional.empty());
    ApiKey.Minted two = mint(Optional.empty());

    assertEquals(12 + 1 + 43, one.text().length());
    assertEquals(64, one.key().sha256().length());
    assertEquals(ApiKey.hash(one.text()), one.key().sha256());
    assertEquals(false, one.text().equals(two.text()));
    assertEquals(false, one.key().toString().contains(one.text().substring(13)));
  }

  @Test
  void ofThreeKeysOneHasToHaveExpired() {
    String three =
        "tenants: [{id: a, keys: [{prefix: aaaa, sha256: \"%1$s\"}, {prefix: bbbb, sha256: \"%1$s\"},"
            + " {prefix: cccc, sha256: \"%1$s\"%2$s}]}]";

    assertEquals(
        "t.yaml: tenants[0].keys: want at most 2 that have not expired",
        assertThrows(BadYaml.class, () -> read(three.formatted(HASH, ""))).getMessage());
    read(three.formatted(HASH, ", expires: \"2026-11-21T00:00:00Z\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                             | want a mapping
          {}                                             | lacks the key tenants
          tenants: []                                    | tenants: want 1 to 1000 tenants
          tenants: [{id: a}]\\ntenant: 1                 | tenant: unknown key; did you mean tenants?
          tenants: [{}]                                  | tenants[0]: lacks the key id
          tenants: [{id: "a b"}]                         | tenants[0].id: want letters, digits and . _ -, at most 64
          tenants: [{id: "-"}]                           | tenants[0].id: want letters, digits and . _ -, at most 64
          tenants: [{id: 7}]                             | tenants[0].id: want a string, in quotes if it looks like a number
          tenants: [{id: a}, {id: a}]                    | tenants[1].id: another tenant has it
          tenants: [{id: a, class: fast}]                | tenants[0].class: want interactive or batch
          tenants: [{id: a, key: []}]                    | tenants[0].key: unknown key; did you mean keys?
          tenants: [{id: a, keys: [{prefix: abcd}]}]     | tenants[0].keys[0]: lacks the key sha256
          tenants: [{id: a, keys: [{prefix: a.cd, sha256: x}]}] | tenants[0].keys[0].prefix: want 4 to 32 letters, digits, _ and -
          tenants: [{id: a, keys: [{prefix: abcd, sha256: AB}]}] | tenants[0].keys[0].sha256: want 64 hexadecimal digits in lower case
          tenants: [{id: a, quota: {token-per-minute: 1}}] | tenants[0].quota.token-per-minute: unknown key; did you mean tokens-per-minute?
          tenants: [{id: a, quota: {tokens-per-minute: 0}}] | tenants[0].quota.tokens-per-minute: want a whole number above 0 of at most 15 digits
          tenants: [{id: a, quota: {bytes-in-flight: 1.5}}] | tenants[0].quota.bytes-in-flight: want a whole number above 0 of at most 15 digits
          tenants: [{id: a, quota: {bytes-per-minute: -1}}] | tenants[0].quota.bytes-per-minute: want a whole number above 0 of at most 15 digits
          """)
  void whatIsWrongIsToldWithItsPlace(String yaml, String problem) {
    BadYaml e = assertThrows(BadYaml.class, () -> read(yaml.replace("\\n", "\n")));

    assertEquals("t.yaml: " + problem, e.getMessage());
  }

  @Test
  void aPrefixIsOfOneKeyAndATimeIsInUtc() {
    String two =
        "tenants: [{id: a, keys: [{prefix: aaaa, sha256: \"%1$s\"}]},"
            + " {id: b, keys: [{prefix: aaaa, sha256: \"%1$s\"}]}]";
    assertEquals(
        "t.yaml: tenants[1].keys[0].prefix: another key has it",
        assertThrows(BadYaml.class, () -> read(two.formatted(HASH))).getMessage());

    String time = "tenants: [{id: a, keys: [{prefix: aaaa, sha256: \"%s\", expires: tomorrow}]}]";
    assertEquals(
        "t.yaml: tenants[0].keys[0].expires: want a time in UTC such as 2027-01-31T00:00:00Z",
        assertThrows(BadYaml.class, () -> read(time.formatted(HASH))).getMessage());
  }
}
