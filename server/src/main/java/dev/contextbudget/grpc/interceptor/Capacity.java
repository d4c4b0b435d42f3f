package dev.contextbudget.grpc.interceptor;

/**
 * What a server has room for.
 *
 * @param threads calls that are worked on at a time
 * @param maxInFlight calls that are open at a time, those included whose request has not come yet
 * @param maxInFlightBytes what all requests and answers together take, as they are on the wire
 */
public record Capacity(int threads, int maxInFlight, long maxInFlightBytes) {}
