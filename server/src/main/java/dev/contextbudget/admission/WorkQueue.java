package dev.contextbudget.admission;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for the workers of a server, and the decision which may.
 *
 * <p>A call is refused if as much work of its class waits as its {@link DelayLimit} has room for,
 * or if the wait would take more than half of the time that its caller gives it. What a call costs
 * is learned for each method, see {@link CostModel}. All of it is logarithmic in the calls that
 * wait, under one lock that is held for less than a microsecond. Time is given, in nanoseconds, and
 * never read.
 *
 * @param <T> what a worker gets
 */
public final class WorkQueue<T> {
  private final int workers;
  private final Map<String, CostModel> models = new HashMap<>();
  private final FairQueue<T> queue = new FairQueue<>();
  private final Lane interactive;
  private final Lane batch;

  /** What waits in a class, and how much of it may. */
  private static final class Lane {
    private final DelayLimit limit;
    private long waitingNanos;

    Lane(DelayLimit limit) {
      this.limit = limit;
    }

    boolean isFull() {
      return waitingNanos >= limit.nanos();
    }
  }

  /**
   * The state of a class, for those who operate a server.
   *
   * @param waitingNanos expected work of the calls that wait
   * @param limitNanos how much may wait
   */
  public record State(long waitingNanos, long limitNanos) {}

  /**
   * @param workers how many calls are worked on at a time
   * @param methods names of what can be called
   */
  public WorkQueue(int workers, Collection<String> methods, long nowNanos) {
    this.workers = workers;
    methods.forEach(method -> models.put(method, new CostModel()));
    interactive = lane(ServiceClass.INTERACTIVE, nowNanos);
    batch = lane(ServiceClass.BATCH, nowNanos);
  }

  private Lane lane(ServiceClass serviceClass, long nowNanos) {
    return new Lane(new DelayLimit(workers, serviceClass, nowNanos));
  }

  /**
   * Returns whether a call of the class would be refused now, whatever it costs: asked before its
   * request is read, this refuses for less.
   */
  public synchronized boolean refuses(ServiceClass serviceClass, long nowNanos) {
    Lane lane = lane(serviceClass);
    if (lane.isFull()) {
      lane.limit.refused(nowNanos);
    }
    return lane.isFull();
  }

  /**
   * Lets a call wait, or refuses it.
   *
   * @param leftNanos time until the caller gives up
   * @return nothing if it is refused
   */
  public synchronized @Nullable WaitingCall<T> offer(
      T call,
      ServiceClass serviceClass,
      String method,
      long requestBytes,
      long leftNanos,
      long nowNanos) {
    Lane lane = lane(serviceClass);
    if (lane.isFull()) {
      lane.limit.refused(nowNanos);
      return null;
    }
    if (lane.waitingNanos / workers > leftNanos / 2) {
      return null;
    }
    WaitingCall<T> waiting = waiting(call, serviceClass, method, requestBytes, nowNanos);
    queue.add(waiting);
    return waiting;
  }

  /**
   * Lets a call wait that is not refused any more: a worker had it before, and it has another
   * message, or its caller has to be checked.
   */
  public synchronized WaitingCall<T> add(
      T call, ServiceClass serviceClass, String method, long requestBytes, long nowNanos) {
    WaitingCall<T> waiting = waiting(call, serviceClass, method, requestBytes, nowNanos);
    waiting.setBegun();
    queue.add(waiting);
    return waiting;
  }

  /** Lets a call go on before all others: a worker took it before its request had ended. */
  public synchronized WaitingCall<T> resume(
      T call, ServiceClass serviceClass, String method, long nowNanos) {
    WaitingCall<T> waiting = waiting(call, serviceClass, method, 0, nowNanos);
    waiting.setBegun();
    queue.addFirst(waiting);
    return waiting;
  }

  private WaitingCall<T> waiting(
      T call, ServiceClass serviceClass, String method, long requestBytes, long nowNanos) {
    long costNanos = model(method).nanos(requestBytes);
    WaitingCall<T> waiting = new WaitingCall<>(call, serviceClass, costNanos, nowNanos);
    lane(serviceClass).waitingNanos += waiting.costNanos();
    return waiting;
  }

  /** Takes the next call for a worker, if any waits. */
  public synchronized @Nullable WaitingCall<T> poll(long nowNanos) {
    WaitingCall<T> next = queue.poll();
    if (next == null) {
      return null;
    }
    Lane lane = lane(next.serviceClass());
    lane.waitingNanos -= next.costNanos();
    long waited = next.waitedNanos(nowNanos);
    if (next.isBegun()) {
      return next;
    }
    if (lane.limit.isStale(waited)) {
      next.setStale();
      lane.limit.refused(nowNanos);
    } else {
      lane.limit.started(waited, nowNanos);
    }
    return next;
  }

  /**
   * The caller of a call has gone: if it still waits, no worker gets it.
   *
   * @return whether it did
   */
  public synchronized boolean withdraw(WaitingCall<T> waiting) {
    boolean waited = queue.remove(waiting);
    if (waited) {
      lane(waiting.serviceClass()).waitingNanos -= waiting.costNanos();
    }
    return waited;
  }

  /**
   * Work was done and answered: what is known of the costs of its method, and of the time of a call
   * of its class, follows.
   *
   * @param requestBytes all that was worked on
   * @param tookNanos all the time that workers took for it
   */
  public synchronized void answered(
      ServiceClass serviceClass, String method, long requestBytes, long tookNanos) {
    model(method).learn(requestBytes, tookNanos);
    lane(serviceClass).limit.finished(tookNanos);
  }

  /** Returns the state of a class. */
  public synchronized State state(ServiceClass serviceClass) {
    Lane lane = lane(serviceClass);
    return new State(lane.waitingNanos, lane.limit.nanos());
  }

  private CostModel model(String method) {
    CostModel model = models.get(method);
    if (model == null) {
      throw new IllegalArgumentException("unknown method");
    }
    return model;
  }

  private Lane lane(ServiceClass serviceClass) {
    return serviceClass == ServiceClass.BATCH ? batch : interactive;
  }
}
