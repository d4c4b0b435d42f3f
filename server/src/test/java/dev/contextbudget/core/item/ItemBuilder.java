package dev.contextbudget.core.item;

import java.util.List;
import java.util.OptionalInt;

/** Makes items for tests, which say only what matters to them. */
public final class ItemBuilder {
  private final String id;
  private int priority;
  private boolean pinned;
  private String group = "";
  private List<String> keepWith = List.of();
  private double score = 1;
  private OptionalInt knownTokens = OptionalInt.empty();
  private Body body;

  private ItemBuilder(String id, Body body) {
    this.id = id;
    this.body = body;
  }

  /** Returns an item that leaves everything to the defaults of the contract. */
  public static Item item(String id, Body body) {
    return of(id, body).build();
  }

  public static ItemBuilder of(String id, Body body) {
    return new ItemBuilder(id, body);
  }

  /** Starts with all that another item has. */
  public static ItemBuilder from(Item item) {
    return of(item.id(), item.body())
        .priority(item.priority())
        .pinned(item.pinned())
        .group(item.group())
        .keepWith(item.keepWith())
        .score(item.score())
        .knownTokens(item.knownTokens());
  }

  public ItemBuilder priority(int value) {
    priority = value;
    return this;
  }

  public ItemBuilder pinned(boolean value) {
    pinned = value;
    return this;
  }

  public ItemBuilder group(String value) {
    group = value;
    return this;
  }

  public ItemBuilder keepWith(List<String> value) {
    keepWith = value;
    return this;
  }

  public ItemBuilder score(double value) {
    score = value;
    return this;
  }

  public ItemBuilder knownTokens(int value) {
    return knownTokens(OptionalInt.of(value));
  }

  public ItemBuilder knownTokens(OptionalInt value) {
    knownTokens = value;
    return this;
  }

  public ItemBuilder body(Body value) {
    body = value;
    return this;
  }

  public Item build() {
    return new Item(id, priority, pinned, group, keepWith, score, knownTokens, body);
  }
}
