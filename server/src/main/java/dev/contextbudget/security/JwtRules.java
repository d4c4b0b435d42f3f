package dev.contextbudget.security;

/**
 * Which tokens of an identity provider are taken.
 *
 * @param issuer the {@code iss} they have to have
 * @param audience one of the {@code aud} they have to have: without it a token that was made for
 *     another service would do
 * @param tenantClaim the claim that names the tenant
 */
public record JwtRules(String issuer, String audience, String tenantClaim) {
  public JwtRules {
    if (issuer.isBlank() || audience.isBlank() || tenantClaim.isBlank()) {
      throw new IllegalArgumentException("want an issuer, an audience and a claim");
    }
  }
}
