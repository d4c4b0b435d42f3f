package dev.contextbudget.grpc;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.model.RequestSize.ComponentSize;
import dev.contextbudget.core.model.RequestSize.ItemSize;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.ItemTokens;
import dev.contextbudget.v1.PartTokens;

/** Core to wire for {@code CountTokens}. */
final class CountTokensCodec {

  private CountTokensCodec() {}

  static CountTokensResponse response(Request request, RequestSize sizes) {
    ModelProfile model = request.model();
    boolean empty = request.isEmpty();
    long framing = empty ? 0 : sizes.framingTokens();
    long total = empty ? 0 : sizes.totalTokens();
    CountTokensResponse.Builder response =
        CountTokensResponse.newBuilder()
            .setBasis(BasisCodec.of(model, request.opened(), request.layout().blocks().size()))
            .setFramingTokens(Math.toIntExact(framing))
            .setTotalTokens(Math.toIntExact(total))
            .setContextWindowTokens(model.contextWindowTokens())
            .setUtilizationRatio((double) total / model.contextWindowTokens())
            .addAllAssumedSizes(request.assumed());
    for (int i = 0; i < request.components().size(); i++) {
      response.addComponents(component(request.components().get(i), sizes.components().get(i)));
    }
    return response.build();
  }

  private static ComponentTokens component(Component component, ComponentSize size) {
    ComponentTokens.Builder tokens =
        ComponentTokens.newBuilder()
            .setComponentId(component.id())
            .setTokens(Math.toIntExact(size.contentTokens()))
            .setFramingTokens(Math.toIntExact(size.framingTokens()));
    for (int i = 0; i < component.items().size(); i++) {
      ItemSize item = size.items().get(i);
      ItemTokens.Builder wire =
          ItemTokens.newBuilder()
              .setItemId(component.items().get(i).id())
              .setTokens(item.tokens())
              .setFramingTokens(item.framingTokens());
      item.partTokens().forEach(part -> wire.addParts(PartTokens.newBuilder().setTokens(part)));
      tokens.addItems(wire);
    }
    return tokens.build();
  }
}
