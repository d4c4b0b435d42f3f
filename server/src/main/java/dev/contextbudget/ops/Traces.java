package dev.contextbudget.ops;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans to a collector, in batches and on a thread of its own.
 *
 * <p>A collector that is slow or gone costs spans, never a call: 2,048 wait at most,
 * OpenTelemetry's default, and what is more is dropped.
 */
public final class Traces implements AutoCloseable {
  private static final String SCOPE = "dev.contextbudget";
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(10);

  /** For the last batch; a collector that has gone should not hold up a stop. */
  private static final long GOODBYE_SECONDS = 2;

  private final SdkTracerProvider provider;

  private Traces(SdkTracerProvider provider) {
    this.provider = provider;
  }

  /**
   * Begins to send.
   *
   * @param endpoint of OTLP over gRPC, such as {@code http://localhost:4317}
   * @param share of the calls that is sent, if their callers do not say that they are not to be
   */
  public static Traces to(String endpoint, double share) {
    OtlpGrpcSpanExporter exporter =
        OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).setTimeout(EXPORT_TIMEOUT).build();
    Attributes service =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            "contextbudget",
            AttributeKey.stringKey("service.version"),
            ProcessMeters.version());
    Sampler sampler = new Share(share);
    return new Traces(
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(service)))
            .setSampler(Sampler.parentBasedBuilder(sampler).setRemoteParentSampled(sampler).build())
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build());
  }

  /** Returns what makes spans. */
  public Tracer tracer() {
    return provider.get(SCOPE);
  }

  /** Sends what waits, and ends. */
  @Override
  public void close() {
    provider.shutdown().join(GOODBYE_SECONDS, TimeUnit.SECONDS);
  }
}
