package dev.contextbudget.dialect.translate;

import java.util.OptionalInt;

/**
 * The model that a body is written for.
 *
 * @param name to put into the body, where the API has a place for it
 * @param outputTokens limit of the answer, where the API demands one and the body has none; 0 if
 *     nothing is reserved for one
 * @param mostOutputTokens most that it answers, if known
 */
public record TargetModel(String name, int outputTokens, OptionalInt mostOutputTokens) {}
