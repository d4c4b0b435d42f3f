package dev.contextbudget.client.load;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Several addresses under one name, {@code replicas:///host:1,host:2}, as a headless service of
 * Kubernetes gives them: ports of one machine have no such name.
 */
final class Replicas extends NameResolverProvider {
  static final String SCHEME = "replicas";

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return Set.of(InetSocketAddress.class);
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 0; // never the scheme of a target without one
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new Fixed(
        Stream.of(target.getPath().substring(1).split(",", -1)).map(Replicas::address).toList());
  }

  private static EquivalentAddressGroup address(String text) {
    int colon = text.lastIndexOf(':');
    return new EquivalentAddressGroup(
        new InetSocketAddress(
            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
  }

  private static final class Fixed extends NameResolver {
    private final List<EquivalentAddressGroup> addresses;

    Fixed(List<EquivalentAddressGroup> addresses) {
      this.addresses = addresses;
    }

    @Override
    public String getServiceAuthority() {
      return SCHEME;
    }

    @Override
    public void start(Listener2 listener) {
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses)).build());
    }

    @Override
    public void shutdown() {
      // nothing is open
    }
  }
}
