package dev.contextbudget.grpc.wire;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of each thread to read requests into, used again for the next one; nothing may keep them.
 *
 * <p>Held weakly: they go with the garbage when memory is short.
 */
final class ReadBuffer {
  private static final ThreadLocal<@Nullable WeakReference<byte[]>> BUFFERS = new ThreadLocal<>();

  private ReadBuffer() {}

  /** Returns at least so many bytes. */
  static byte[] ofAtLeast(int length) {
    WeakReference<byte[]> held = BUFFERS.get();
    byte[] buffer = held == null ? null : held.get();
    if (buffer == null || buffer.length < length) {
      buffer = new byte[length];
      BUFFERS.set(new WeakReference<>(buffer));
    }
    return buffer;
  }
}
