package dev.contextbudget.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** How much of this JVM's memory requests and answers may take while they are in flight. */
final class CallMemory {
  /** A request becomes objects of up to four times its bytes while a worker has it. */
  private static final int HEAP_SHARE = 5;

  /** What waits is in the transport's buffers, which hold more than the bytes in use. */
  private static final int DIRECT_SHARE = 3;

  private CallMemory() {}

  /** Returns the bytes for all calls; never less than one message of the largest size takes. */
  static long bytes(int maxMessageBytes) {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.max(Math.min(heap / HEAP_SHARE, direct(heap) / DIRECT_SHARE), maxMessageBytes);
  }

  /** Not set, it is as much as the heap. */
  private static long direct(long heap) {
    long set =
        Long.parseLong(
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
    return set == 0 ? heap : set;
  }
}
