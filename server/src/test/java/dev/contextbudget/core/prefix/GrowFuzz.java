package dev.contextbudget.core.prefix;

import dev.contextbudget.core.budget.*;
import dev.contextbudget.core.error.*;
import dev.contextbudget.core.fit.*;
import dev.contextbudget.core.item.*;
import dev.contextbudget.core.model.*;
import dev.contextbudget.core.prompt.*;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.util.*;

/** throw-away: growing conversations. */
public final class GrowFuzz {
  static final ModelProfile MODEL = TestModels.words();
  static Map<String, Integer> count = new TreeMap<>();
  static Map<String, String> first = new TreeMap<>();
  static void fail(String k, long seed, String w) { count.merge(k, 1, Integer::sum); first.putIfAbsent(k, "seed " + seed + ": " + w); }

  static Component history(List<Item> items, Reduction r) {
    return new Component("history", ComponentKind.HISTORY, OptionalInt.empty(), Stability.APPEND_ONLY, false, OptionalInt.empty(), OptionalInt.empty(), OptionalDouble.empty(), ItemOrder.AS_GIVEN, r, Role.USER, items);
  }
  static List<String> pieces(FitResult fit) {
    List<String> pieces = new ArrayList<>();
    for (PromptMessage m : fit.prompt().messages()) { String role = m.role().wireName(); for (PromptPart p : m.parts()) { pieces.add(role + "/" + p.content().hashCode()); role = ""; } }
    return pieces;
  }

  static void run(String name, boolean prio, int which, boolean trig, boolean pins) {
    count.clear(); first.clear();
    int calls = 0, cuts = 0, kept = 0;
    for (long seed = 0; seed < 1000; seed++) {
      RandomRequests rr = new RandomRequests(seed);
      SplittableRandom x = new SplittableRandom(seed ^ 0x55);
      Component system = rr.passages("system", ComponentKind.SYSTEM, 1, Stability.STATIC);
      Reduction red = switch (which) {
        case 0 -> new Reduction.DropItems();
        case 1 -> new Reduction.ClearToolResults(2, x.nextInt(3) * 30, Set.of());
        case 2 -> { int m = 4 + x.nextInt(10); yield new Reduction.Window(m, 1 + x.nextInt(3)); }
        case 3 -> new Reduction.Truncate(Reduction.Side.END);
        case 4 -> new Reduction.ByRelevance(40);
        default -> new Reduction.KeepLastTurns(3);
      };
      double trigger = trig ? 0.3 + x.nextInt(70) / 100.0 : 1;
      FitPolicy policy = new FitPolicy(List.of(), List.of(), trigger, trigger * 0.7, List.of(), Notes.DEFAULT, false);
      List<Item> whole = new ArrayList<>();
      for (Item i : rr.history("history", 30).items()) whole.add(new Item(i.id(), prio && x.nextInt(6) == 0 ? 1 : 0, pins && x.nextInt(15) == 0, "", List.of(), i.score(), i.knownTokens(), i.body()));
      int budget = 40 + x.nextInt(350);
      Optional<PrefixState> prev = Optional.empty();
      Set<String> droppedBefore = new HashSet<>();
      List<String> before = List.of();
      for (int end = 1; end <= whole.size(); end += 1 + x.nextInt(4)) {
        List<Component> cs = List.of(system, history(whole.subList(0, end), red));
        List<Conversation> conv = RandomRequests.conversations(cs);
        if (conv.get(1).endsInOpenCalls()) continue;
        Layout l = Layout.of(cs, conv);
        Map<String, HistoryState> resumed = prev.map(p -> HistoryAnchors.resume(p, cs)).orElse(Map.of());
        RequestSize sizes = new Sizer(MODEL, StopSignal.NEVER).measure(cs, l);
        FitResult f;
        try {
          f = Fitter.fit(new FitRequest(MODEL, budget, policy, cs, conv, true, resumed, StopSignal.NEVER), l, sizes);
        } catch (BudgetUnsatisfiable e) {
          // what must stay: would a fresh fit do?
          try {
            Fitter.fit(new FitRequest(MODEL, budget, policy, cs, conv, false, Map.of(), StopSignal.NEVER), l, sizes);
            fail("UNSATISFIABLE only because growing", seed, "end " + end + " budget " + budget + " " + e.getMessage());
          } catch (BudgetUnsatisfiable e2) {}
          try {
            Fitter.fit(new FitRequest(MODEL, (int) e.requiredTokens(), policy, cs, conv, true, resumed, StopSignal.NEVER), l, sizes);
          } catch (BudgetUnsatisfiable e3) { fail("MIN not enough when growing", seed, e.getMessage() + " / " + e3.getMessage()); }
          catch (RuntimeException e3) { fail("MIN " + e3, seed, ""); }
          continue;
        } catch (RuntimeException e) { fail("EXC " + e, seed, "end " + end + " budget " + budget); continue; }
        calls++;
        if (f.totalTokens() > budget) fail("over", seed, "");
        CacheView view = new CacheView(prev, Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), true);
        CacheReport report;
        try { report = PrefixReport.of(MODEL, cs, f, resumed, view); } catch (RuntimeException e) { fail("REPORT EXC " + e, seed, ""); break; }
        // a higher-priority item dropped although lower kept, and there is room for it
        for (ItemDecision d : f.decisions()) {
          if (d.reason() == DecisionReason.FROZEN_CUT && d.action() == Action.DROP && !droppedBefore.contains(d.itemId()) && prev.isPresent())
            fail("FROZEN_CUT of an item that the previous call kept", seed, d.itemId() + " end " + end + " total " + f.totalTokens() + " of " + budget);
        }
        if (prev.isPresent()) {
          kept += report.prefixKept() ? 1 : 0; cuts += report.prefixKept() ? 0 : 1;
          List<String> now = pieces(f);
          int sh = 0; while (sh < Math.min(now.size(), before.size()) && now.get(sh).equals(before.get(sh))) sh++;
          int stable = prev.get().zones().stream().filter(z -> z.stability() != Stability.REQUEST).mapToInt(PrefixState.ZoneEnd::elements).max().orElse(0);
          if ((sh >= stable) != report.prefixKept()) fail("prefixKept lies", seed, sh + " of " + stable);
          if (report.firstDifference().isPresent() && sh < stable && report.firstDifference().get().cause() == CacheReport.Cause.HISTORY_ITEM) fail("cause HISTORY_ITEM though caller changed nothing", seed, "end " + end);
        }
        droppedBefore.clear();
        f.decisions().forEach(d -> { if (d.action() == Action.DROP) droppedBefore.add(d.itemId()); });
        before = pieces(f);
        prev = Optional.of(report.state());
      }
    }
    System.out.println("== " + name + ": calls " + calls + " prefix kept " + kept + " broken " + cuts);
    count.forEach((k, v) -> System.out.println("   " + v + " x " + k + "   " + first.get(k)));
  }

  public static void main(String[] a) {
    run("drop", false, 0, false, false);
    run("drop trig", false, 0, true, false);
    run("drop pins trig", false, 0, true, true);
    run("drop prio", true, 0, false, false);
    run("clear trig", false, 1, true, false);
    run("window keep_first", false, 2, false, false);
    run("truncate", false, 3, false, false);
    run("relevance", false, 4, false, false);
    run("last turns", false, 5, false, false);
  }
}
