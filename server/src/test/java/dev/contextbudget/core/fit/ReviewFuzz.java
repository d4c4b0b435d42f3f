package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.*;
import dev.contextbudget.core.error.*;
import dev.contextbudget.core.item.*;
import dev.contextbudget.core.model.*;
import dev.contextbudget.core.prompt.*;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.token.*;
import java.util.*;

/** throw-away */
public final class ReviewFuzz {
  static boolean cross, prio, rich, tol, degrade, mixed, minmax, slotsOn;
  static final Map<String, Integer> count = new TreeMap<>();
  static final Map<String, String> first = new TreeMap<>();

  static void fail(String kind, long seed, String what) {
    count.merge(kind, 1, Integer::sum);
    first.putIfAbsent(kind, "seed " + seed + ": " + what);
  }

  static ModelProfile model() {
    ModelProfile m = TestModels.words();
    if (!tol) return m;
    ChatFormat f = m.chatFormat();
    ChatFormat g = new ChatFormat("tol", f.perRequestTokens(), f.perReplyTokens(), f.perMessageTokens(), f.roleCounted(), f.perNameTokens(), f.perToolNameTokens(), f.perToolCallTokens(), f.perToolResultTokens(), f.tools(), 0, 3);
    return new ModelProfile(m.id(), m.provider(), m.aliases(), m.matchPrefixes(), m.status(), m.contextWindowTokens(), m.maxInputTokens(), m.maxOutputTokens(), m.tokenizer(), g, m.images(), m.prices(), m.cache(), m.sources(), m.note());
  }

  static Item re(Item i, int priority, boolean pinned, String group, List<String> keep, Body b) {
    return new Item(i.id(), priority, pinned, group, keep, i.score(), i.knownTokens(), b);
  }

  static List<Component> generate(long seed) {
    RandomRequests r = new RandomRequests(seed);
    SplittableRandom x = new SplittableRandom(seed * 31 + 7);
    List<Component> cs = new ArrayList<>(r.components());
    List<String> ids = new ArrayList<>();
    for (Component c : cs) c.items().forEach(i -> ids.add(i.id()));
    List<Component> out = new ArrayList<>();
    for (Component c : cs) {
      List<Item> items = new ArrayList<>();
      for (Item i : c.items()) {
        int p = prio ? (x.nextInt(4) == 0 ? x.nextInt(3) : 0) : i.priority();
        List<String> keep = new ArrayList<>();
        String group = i.group();
        if (cross && !c.hasTools() && !ids.isEmpty() && x.nextInt(8) == 0) {
          String k = ids.get(x.nextInt(ids.size()));
          if (!k.startsWith("tool:")) keep.add(k);
        }
        if (cross && c.hasMessages() && x.nextInt(12) == 0) group = "g" + x.nextInt(3);
        Body b = i.body();
        if (rich && b instanceof Body.Message m) {
          List<Part> parts = new ArrayList<>(m.parts());
          if (m.role() == Role.ASSISTANT && x.nextInt(3) == 0) parts.add(0, new Part.Thinking(Part.Payload.EMPTY, x.nextInt(20)));
          if (m.role() == Role.USER && x.nextInt(5) == 0) parts.add(new Part.Image(10, 10, "", "", Part.Payload.EMPTY));
          if (x.nextInt(9) == 0) parts.add(new Part.Opaque(Part.Payload.EMPTY, x.nextInt(9)));
          if (x.nextInt(6) == 0 && m.role() != Role.TOOL) parts.add(new Part.Text(Utf8Text.of("")));
          Role role = m.role();
          b = new Body.Message(role, m.name(), parts);
        }
        items.add(re(i, p, i.pinned(), group, keep, b));
        if (mixed && b instanceof Body.Message m && m.role() == Role.TOOL && x.nextInt(6) == 0) {
          // user adds a text to the result
          Item last = items.remove(items.size() - 1);
          List<Part> parts = new ArrayList<>(m.parts());
          parts.add(new Part.Text(Utf8Text.of("and more")));
          items.add(re(last, p, false, group, keep, new Body.Message(Role.USER, "", parts)));
        }
      }
      if (rich && c.hasMessages() && x.nextInt(3) == 0 ) {
        int at = safe(items, x);
        items.add(at, new Item(c.id() + ":sys", 0, false, "", List.of(), 1, OptionalInt.empty(), new Body.Message(Role.SYSTEM, "", List.of(new Part.Text(Utf8Text.of("be brief"))))));
      }
      OptionalInt min = minmax && x.nextInt(4) == 0 ? OptionalInt.of(x.nextInt(60)) : c.minTokens();
      OptionalInt max = minmax && x.nextInt(4) == 0 ? OptionalInt.of(min.orElse(0) + x.nextInt(200)) : c.maxTokens();
      if (max.isPresent() && max.getAsInt() < min.orElse(0)) max = OptionalInt.empty();
      out.add(new Component(c.id(), c.kind(), c.priority(), c.stability(), c.pinned(), min, max, c.weight(), c.order(), c.reduction(), c.role(), items));
    }
    return out;
  }

  static int safe(List<Item> items, SplittableRandom x) {
    for (int t = 0; t < 10; t++) {
      int at = x.nextInt(items.size() + 1);
      boolean tool = at < items.size() && ((Body.Message) items.get(at).body()).parts().stream().anyMatch(p -> p instanceof Part.ToolResult);
      boolean afterCall = at > 0 && ((Body.Message) items.get(at - 1).body()).parts().stream().anyMatch(p -> p instanceof Part.ToolCall);
      if (!tool && !afterCall) return at;
    }
    return 0;
  }

  static FitPolicy policy(SplittableRandom x) {
    List<Slot> slots = new ArrayList<>();
    if (slotsOn && x.nextBoolean()) {
      for (ComponentKind k : ComponentKind.values()) {
        if (x.nextInt(3) == 0) {
          Amount floor = x.nextBoolean() ? new Amount.Tokens(x.nextInt(50)) : new Amount.Ratio(x.nextInt(20) / 100.0);
          slots.add(new Slot("s" + k, Optional.of(k), floor, x.nextInt(3) > 0 ? Optional.empty() : Optional.of(new Amount.Ratio(0.2 + x.nextInt(80) / 100.0)), x.nextInt(10) == 0 ? 1e9 : 0.5 + x.nextInt(4), k.priority(), k.stability()));
        }
      }
    }
    Notes s = Notes.DEFAULT;
    return new FitPolicy(slots, List.of(), 1, 0.7, List.of(), new Notes(x.nextInt(5) > 0, s.history(), s.items(), s.cut(), s.cleared()), degrade && x.nextBoolean());
  }

  static FitResult fit(List<Component> cs, int budget, FitPolicy p) {
    List<Conversation> conv = RandomRequests.conversations(cs);
    Layout l = Layout.of(cs, conv);
    ModelProfile m = model();
    return Fitter.fit(new FitRequest(m, budget, p, cs, conv, false, Map.of(), StopSignal.NEVER), l, new Sizer(m, StopSignal.NEVER).measure(cs, l));
  }

  static boolean ok(List<Component> cs, int b, FitPolicy p) {
    try { fit(cs, b, p); return true; } catch (BudgetUnsatisfiable e) { return false; }
  }

  static void run(String name, int n) {
    count.clear(); first.clear();
    int fits = 0, unsat = 0, lossy = 0, toolgroups = 0;
    for (long seed = 0; seed < n; seed++) {
      List<Component> cs = generate(seed);
      boolean legal = true;
      for (Component c : cs) if (c.hasMessages()) { List<Violation> v = new ArrayList<>(); Conversation.of(c, "", v); legal &= v.isEmpty(); }
      if (!legal) { count.merge("(illegal, skipped)", 1, Integer::sum); continue; }
      SplittableRandom x = new SplittableRandom(seed + 99);
      FitPolicy p = policy(x);
      Layout l = Layout.of(cs, RandomRequests.conversations(cs));
      int all = (int) new Sizer(model(), StopSignal.NEVER).measure(cs, l).totalTokens();
      int budget = 1 + x.nextInt(all + 20);
      FitResult f;
      try {
        f = fit(cs, budget, p);
      } catch (BudgetUnsatisfiable e) {
        unsat++;
        minimum(seed, cs, p, e);
        continue;
      } catch (RuntimeException e) {
        fail("EXC " + e.getClass().getSimpleName() + " " + e.getMessage(), seed, "budget " + budget);
        continue;
      }
      fits++;
      check(seed, cs, p, budget, f);
      if (f.decisions().stream().anyMatch(d -> d.action() == Action.DROP)) lossy++;
    }
    System.out.println("== " + name + ": fits " + fits + " unsat " + unsat + " lossy " + lossy);
    count.forEach((k, v) -> System.out.println("   " + v + " x " + k + "   " + first.get(k)));
  }

  static void minimum(long seed, List<Component> cs, FitPolicy p, BudgetUnsatisfiable e) {
    try {
      long r = e.requiredTokens();
      if (r <= e.availableTokens()) { fail("MIN not above available", seed, r + " of " + e.availableTokens()); return; }
      if (r > 1_000_000) { fail("MIN is the 1e9 cap", seed, "" + r); return; }
      if (!ok(cs, (int) r, p)) {
        int b = (int) r; while (!ok(cs, b, p) && b < r + 500) b++;
        fail("MIN stated does not satisfy", seed, "stated " + r + ", really " + b);
      }
      else if (r - 1 > e.availableTokens() && ok(cs, (int) r - 1, p)) {
        int b = (int) r - 1; while (b > 1 && ok(cs, b, p)) b--;
        fail("MIN-1 satisfies too", seed, "stated " + r + ", really " + (b + 1) + " degrade " + p.degrade());
      }
    } catch (RuntimeException x) {
      fail("MIN EXC " + x, seed, "");
    }
  }

  static int recount(Prompt p) {
    int t = TestModels.PER_REQUEST + TestModels.PER_REPLY;
    PartCounter c = new PartCounter(model());
    for (PromptMessage m : p.messages()) { t += c.messageFramingTokens(m.role(), m.name()); for (PromptPart q : m.parts()) t += c.partTokens(q.content()); }
    if (tol) t += 3 * p.messages().size();
    List<Body.Tool> tools = new ArrayList<>(); p.tools().forEach(x -> tools.add(x.tool()));
    return t + c.toolListTokens(tools, Optional.empty());
  }

  static void check(long seed, List<Component> cs, FitPolicy p, int budget, FitResult f) {
    int r = recount(f.prompt());
    if (r > budget) fail("INV-1 over budget", seed, r + " of " + budget);
    Map<String, Boolean> in = new HashMap<>();
    Map<String, ItemDecision> dec = new HashMap<>();
    for (ItemDecision d : f.decisions()) { in.put(d.itemId(), d.action() != Action.DROP); dec.put(d.itemId(), d); }
    Map<String, Item> items = new HashMap<>();
    cs.forEach(c -> c.items().forEach(i -> items.put(i.id(), i)));
    Map<String, Boolean> groups = new HashMap<>();
    for (Item i : items.values()) {
      boolean empty = dec.get(i.id()).reason() == DecisionReason.EMPTY || dec.get(i.id()).reason() == DecisionReason.SUPERSEDED;
      if (empty) continue;
      if (!i.group().isEmpty()) { Boolean b = groups.putIfAbsent(i.group(), in.get(i.id())); if (b != null && !b.equals(in.get(i.id()))) fail("GROUP split", seed, i.group()); }
      for (String k : i.keepWith()) {
        DecisionReason q = dec.get(k).reason();
        if (q != DecisionReason.EMPTY && q != DecisionReason.SUPERSEDED && !in.get(k).equals(in.get(i.id()))) fail("KEEP_WITH split", seed, i.id() + " " + k);
      }
    }
    // heads
    for (Component c : cs) if (c.hasMessages()) {
      Conversation talk = Conversation.of(c, "", new ArrayList<>());
      for (int i = 0; i < c.items().size(); i++) {
        int h = talk.turnHeads()[talk.turnOf()[i]];
        Body.Message m = (Body.Message) c.items().get(i).body();
        if (h >= 0 && h < i && m.role() != Role.SYSTEM && in.get(c.items().get(i).id()) && !in.get(c.items().get(h).id()) && dec.get(c.items().get(h).id()).reason() != DecisionReason.EMPTY)
          fail("ROLES: kept without its turn's user message (" + c.reduction().getClass().getSimpleName() + ")", seed, c.items().get(i).id() + " without " + c.items().get(h).id());
        if (h < 0 || h > i) { }
      }
    }
    // first non-system is user if it was in the full prompt
    Role fr = firstRole(f.prompt());
    try {
      FitResult whole = fit(cs, 1_000_000, new FitPolicy(List.of(), List.of(), 1, .7, List.of(), p.notes(), false));
      if (firstRole(whole.prompt()) == Role.USER && fr != Role.USER) fail("ROLES: starts with " + fr, seed, "");
    } catch (BudgetUnsatisfiable e) {}
    // notes
    for (ItemDecision d : f.decisions()) {
      if (d.action() == Action.TRUNCATE && d.keptRanges().isEmpty()) fail("TRUNCATE without ranges", seed, d.itemId());
      if (d.afterTokens() > d.beforeTokens()) fail("item grew", seed, d.toString());
      if (d.action() == Action.KEEP && d.afterTokens() != d.beforeTokens()) fail("KEEP but other size", seed, d.toString());
    }
    for (Component c : cs) {
      boolean lost = f.decisions().stream().anyMatch(d -> d.componentId().equals(c.id()) && d.action() == Action.DROP && d.reason() != DecisionReason.EMPTY && d.reason() != DecisionReason.SUPERSEDED);
      boolean note = false;
      for (PromptMessage m : f.prompt().messages()) for (PromptPart q : m.parts()) note |= q instanceof PromptPart.Note n && n.componentId().equals(c.id());
      if (p.notes().enabled() && lost && !note && !c.hasTools()) fail("INV-23 no note", seed, c.id());
    }
    for (SlotReport s : f.slots()) if (s.usedTokens() > s.grantTokens()) fail("slot uses more than its grant", seed, s.slot().name() + " " + s.usedTokens() + " of " + s.grantTokens() + " before " + s.beforeTokens());
    int used = f.slots().stream().mapToInt(SlotReport::usedTokens).sum();
    // tokens add up
    int base = TestModels.PER_REQUEST + TestModels.PER_REPLY + (f.prompt().tools().isEmpty() ? 0 : 5);
    if (used + base != f.totalTokens()) fail("INV-22 slots' used + framing != total", seed, used + "+" + base + " vs " + f.totalTokens());
    if (f.decisions().stream().allMatch(d -> d.action() == Action.KEEP) && f.margin().optimalityGapRatio() > 0) fail("gap>0 with all kept", seed, "" + f.margin());
    // monotone budget
    try {
      int more = budget + 1 + (int) (seed % 60);
      FitResult g = fit(cs, more, p);
      for (Component c : cs) {
        if (TreeValue.of(c, g).compareTo(TreeValue.of(c, f)) < 0) fail("INV-8 less value with more budget (" + c.reduction().getClass().getSimpleName() + (c.hasMessages() ? " messages" : "") + ")", seed, c.id() + " " + budget + "->" + more);
      }
    } catch (BudgetUnsatisfiable e) { fail("INV-8 more budget fails", seed, budget + " " + e.getMessage()); }
    catch (RuntimeException e) { fail("EXC2 " + e, seed, ""); }
  }

  static Role firstRole(Prompt p) {
    for (PromptMessage m : p.messages()) if (m.role() != Role.SYSTEM) return m.role();
    return Role.USER;
  }

  public static void main(String[] a) {
    int n = Integer.parseInt(a[0]);
    run("plain", n);
    slotsOn = true; run("slots", n);
    minmax = true; run("slots+minmax", n);
    degrade = true; run("slots+minmax+degrade", n);
    slotsOn = minmax = degrade = false;
    rich = true; run("rich", n);
    rich = false; prio = true; run("prio", n); prio = false;
    mixed = true; run("mixed user results+text", n); mixed = false;
    tol = true; run("tolerance", n); slotsOn = true; run("tolerance+slots", n); slotsOn = false; tol = false;
    cross = true; run("cross", n);
    rich = mixed = prio = tol = slotsOn = minmax = degrade = true; run("everything", n);
  }
}
