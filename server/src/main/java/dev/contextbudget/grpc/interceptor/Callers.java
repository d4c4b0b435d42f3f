package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.NotAuthenticated;
import dev.contextbudget.core.error.NotPermitted;
import dev.contextbudget.ops.TenantMeters;
import dev.contextbudget.security.JwtVerifier;
import dev.contextbudget.security.Tenant;
import dev.contextbudget.security.Tenants;
import io.grpc.Metadata;
import java.time.Clock;
import java.util.Iterator;
import java.util.Optional;

/**
 * Tells by the credential of a call, and by nothing else, on whose behalf it is made.
 *
 * <p>The one place for a credential is {@code authorization: Bearer}: an API key has one dot, a JWT
 * two. A header that stands twice is refused, as a proxy before us may have checked the other.
 */
public final class Callers {
  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String SCHEME = "bearer ";

  private final Optional<Known> known;

  /**
   * Who is known.
   *
   * @param jwts none if only API keys are taken
   * @param shadow whether calls over a quota are only told of
   */
  public record Known(
      Tenants tenants,
      Optional<JwtVerifier> jwts,
      boolean shadow,
      Clock clock,
      TenantMeters meters) {}

  private Callers(Optional<Known> known) {
    this.known = known;
  }

  /** Whoever reaches the server may call. */
  public static Callers anyone() {
    return new Callers(Optional.empty());
  }

  /** Only tenants may. */
  public static Callers of(Known known) {
    return new Callers(Optional.of(known));
  }

  /**
   * Tells who makes a call, as far as it costs next to nothing: on the event loop. A JWT that was
   * not checked before is left to {@link Caller#verify}.
   */
  Caller identify(Metadata headers) {
    if (known.isEmpty()) {
      return Caller.anonymous();
    }
    Known all = known.get();
    try {
      String credential = credential(headers);
      if (!isJwt(credential)) {
        return Caller.known(
            all, all.tenants().directory().ownerOf(credential, all.clock().instant()));
      }
      Optional<JwtVerifier.Verified> remembered = jwts(all).remembered(credential);
      return remembered.isPresent()
          ? Caller.known(all, tenant(all, remembered.get()))
          : Caller.unverified(all, credential);
    } catch (ContextBudgetException e) {
      return Caller.refused(e);
    }
  }

  private static String credential(Metadata headers) {
    Iterable<String> sent = headers.getAll(HEADER);
    if (sent == null) {
      throw NotAuthenticated.missing();
    }
    Iterator<String> all = sent.iterator();
    String first = all.next();
    if (all.hasNext()) {
      throw NotAuthenticated.invalid("is there twice: want one header authorization");
    }
    if (!first.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw NotAuthenticated.invalid("is none: want authorization: Bearer");
    }
    return first.substring(SCHEME.length()).strip();
  }

  private static boolean isJwt(String credential) {
    return credential.indexOf('.') != credential.lastIndexOf('.');
  }

  private static JwtVerifier jwts(Known all) {
    return all.jwts()
        .orElseThrow(() -> NotAuthenticated.invalid("is a JWT, and this server takes none"));
  }

  /** Checks a token that was not checked before. */
  static Tenant verify(Known all, String token) {
    return tenant(all, jwts(all).verify(token));
  }

  private static Tenant tenant(Known all, JwtVerifier.Verified verified) {
    return all.tenants().directory().find(verified.tenantId()).orElseThrow(NotPermitted::new);
  }
}
