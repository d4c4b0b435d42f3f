package dev.contextbudget.grpc.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Requests that are one list of empty messages or texts, for every list that a request may have.
 */
final class EmptyLists {
  private static final int ELEMENTS = 90_000;

  private EmptyLists() {}

  static List<byte[]> in(Descriptor request) {
    List<byte[]> lists = new ArrayList<>();
    add(request, List.of(), new HashSet<>(), lists);
    return lists;
  }

  private static void add(
      Descriptor type, List<FieldDescriptor> way, Set<Descriptor> seen, List<byte[]> lists) {
    if (!seen.add(type)) {
      return;
    }
    for (FieldDescriptor field : type.getFields()) {
      boolean isMessage = field.getType() == FieldDescriptor.Type.MESSAGE;
      if (field.isRepeated() && (isMessage || field.getType() == FieldDescriptor.Type.STRING)) {
        lists.add(within(way, list(field)));
      }
      if (isMessage) {
        List<FieldDescriptor> further = new ArrayList<>(way);
        further.add(field);
        add(field.getMessageType(), further, seen, lists);
      }
    }
  }

  private static byte[] list(FieldDescriptor field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < ELEMENTS; i++) {
      bytes.writeBytes(message(field, new byte[0]));
    }
    return bytes.toByteArray();
  }

  private static byte[] within(List<FieldDescriptor> way, byte[] list) {
    byte[] bytes = list;
    for (int i = way.size() - 1; i >= 0; i--) {
      bytes = message(way.get(i), bytes);
    }
    return bytes;
  }

  private static byte[] message(FieldDescriptor field, byte[] content) {
    byte[] head = new byte[10];
    int at = 0;
    for (int value : new int[] {field.getNumber() << 3 | 2, content.length}) {
      int rest = value;
      while (rest > 0x7f) {
        head[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      head[at++] = (byte) rest;
    }
    byte[] all = Arrays.copyOf(head, at + content.length);
    System.arraycopy(content, 0, all, at, content.length);
    return all;
  }
}
