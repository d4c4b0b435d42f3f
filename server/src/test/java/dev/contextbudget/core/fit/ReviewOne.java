package dev.contextbudget.core.fit;
import dev.contextbudget.core.error.*;
import dev.contextbudget.core.item.*;
import dev.contextbudget.core.prompt.*;
import java.util.*;
public final class ReviewOne {
  static void show(List<Component> cs) {
    for (Component c : cs) {
      System.out.println(c.id() + " " + c.kind() + " " + c.stability() + " prio=" + c.priority() + " min=" + c.minTokens() + " max=" + c.maxTokens() + " " + c.reduction() + " order=" + c.order());
      for (Item i : c.items()) System.out.println("   " + i.id() + " p" + i.priority() + (i.pinned() ? " PINNED" : "") + " g=" + i.group() + " kw=" + i.keepWith() + " score=" + i.score()+ " " + (i.body() instanceof Body.Message m ? m.role() + "" + m.parts().stream().map(p -> p.getClass().getSimpleName()).toList() : i.body().getClass().getSimpleName()));
    }
  }
  public static void main(String[] a) {
    for (String f : a[0].split(",")) switch (f) { case "slots" -> ReviewFuzz.slotsOn = true; case "rich" -> ReviewFuzz.rich = true; case "cross" -> ReviewFuzz.cross = true; case "tol" -> ReviewFuzz.tol = true; case "mixed" -> ReviewFuzz.mixed = true; case "minmax" -> ReviewFuzz.minmax = true; case "degrade" -> ReviewFuzz.degrade = true; case "prio" -> ReviewFuzz.prio = true; default -> {} }
    long seed = Long.parseLong(a[1]);
    List<Component> cs = ReviewFuzz.generate(seed);
    show(cs);
    SplittableRandom x = new SplittableRandom(seed + 99);
    FitPolicy p = ReviewFuzz.policy(x);
    System.out.println(p.slots() + " notes " + p.notes().enabled() + " degrade " + p.degrade());
    int all = (int) new Sizer(ReviewFuzz.model(), StopSignal.NEVER).measure(cs, Layout.of(cs, RandomRequests.conversations(cs))).totalTokens();
    int budget = 1 + x.nextInt(all + 20);
    if (a.length > 2) budget = Integer.parseInt(a[2]);
    System.out.println("all " + all + " budget " + budget);
    try {
      FitResult f = ReviewFuzz.fit(cs, budget, p);
      f.decisions().forEach(d -> System.out.println("   " + d.itemId() + " " + d.action() + " " + d.reason() + " " + d.beforeTokens() + "->" + d.afterTokens() + " v=" + d.valuePerToken()));
      System.out.println(f.slots() + " total " + f.totalTokens());
    } catch (BudgetUnsatisfiable e) { System.out.println(e.getMessage() + " " + e.forcedBy()); }
    catch (RuntimeException e) { System.out.println(e); }
  }
}
