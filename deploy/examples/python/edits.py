"""Applies the edits of VIEW_EDITS to the texts that the caller has: the prompt then needs no text on the way back."""


def texts_of(components):
    """The texts of a request by item id and part index, and by the index in a tool result."""
    texts = {}
    for component in components:
        content = component.WhichOneof("content")
        if content == "text":
            texts[component.id, 0, None] = component.text.value
        elif content == "chunks":
            for i, chunk in enumerate(component.chunks.chunks):
                for j, text in enumerate([chunk.value, *chunk.variants]):
                    texts[chunk.id or f"{component.id}:{i}", j, None] = text
        elif content == "entries":
            for i, entry in enumerate(component.entries.entries):
                texts[entry.id or f"{component.id}:{i}", 0, None] = f"{entry.key}: {entry.value}"
        elif content == "messages":
            for i, message in enumerate(component.messages.messages):
                for j, part in enumerate(message.parts):
                    item = message.id or f"{component.id}:{i}"
                    texts[item, j, None] = part.text
                    for k, inner in enumerate(part.tool_result.parts):
                        texts[item, j, k] = inner.text
    return texts


def texts_in_order(prompt, texts):
    """The texts of a prompt in either view; those of tool results only where the service wrote them."""
    for message in prompt.messages:
        if message.item_id and not message.parts:  # stands as it was sent
            indexes = sorted(j for i, j, k in texts if i == message.item_id and k is None)
            yield from (texts[message.item_id, j, None] for j in indexes)
        yield from (_text_of(part, texts) for part in message.parts)


def _text_of(part, texts):
    content = part.WhichOneof("content")
    if content == "part":
        return part.part.text
    if content != "splice":
        return texts[part.item_id, part.part_index, None]
    pieces = []
    for segment in part.splice.segments:
        if segment.WhichOneof("piece") == "text":
            pieces.append(segment.text.encode())
        else:
            at = segment.source
            inner = at.result_part_index if at.HasField("result_part_index") else None
            source = texts[at.item_id, at.part_index, inner].encode()
            pieces.append(source[at.start_byte : at.end_byte])  # bytes of UTF-8, not characters
    return b"".join(pieces).decode()
