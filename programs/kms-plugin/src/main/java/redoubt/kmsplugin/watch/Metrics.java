package redoubt.kmsplugin.watch;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Figures, and their text in the OpenMetrics format 1.0. */
public final class Metrics {
  /** Upper ends of the histogram's buckets, in nanoseconds. */
  private static final long[] BOUNDS = {
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    10_000_000,
    50_000_000,
    250_000_000,
    1_000_000_000,
    3_000_000_000L
  };

  private final Map<String, Figure> figures = new TreeMap<>();
  private final Map<String, Calls> calls = new ConcurrentHashMap<>();

  private enum Type {
    COUNTER,
    GAUGE
  }

  private record Figure(Type type, String help, DoubleSupplier value) {}

  /** The calls of one method, by outcome and time. */
  public static final class Calls {
    private final String labels;
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];

    private Calls(String labels) {
      this.labels = labels;
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    /** Counts one call that took so long. */
    public void count(long tookNanos, boolean good) {
      nanos.add(tookNanos);
      if (!good) {
        failed.increment();
      }
      int bucket = 0;
      while (bucket < BOUNDS.length && tookNanos > BOUNDS[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
    }
  }

  /** A figure that only grows; its name gets the ending {@code _total}. */
  public void counter(String name, String help, DoubleSupplier value) {
    figures.put(name, new Figure(Type.COUNTER, help, value));
  }

  public void gauge(String name, String help, DoubleSupplier value) {
    figures.put(name, new Figure(Type.GAUGE, help, value));
  }

  /** The calls of a method, made when first asked for. */
  public Calls calls(String api, String method) {
    return calls.computeIfAbsent(
        "api=\"" + api + "\",method=\"" + method + "\"", labels -> new Calls(labels));
  }

  /** All figures as text. */
  public String text() {
    StringBuilder out = new StringBuilder(4096);
    figures.forEach((name, figure) -> {
      boolean counter = figure.type() == Type.COUNTER;
      head(out, name, counter ? "counter" : "gauge", figure.help());
      out.append(name).append(counter ? "_total " : " ");
      out.append(number(figure.value().getAsDouble())).append('\n');
    });
    Map<String, Calls> sorted = new TreeMap<>(calls);
    head(out, "redoubt_kms_plugin_call_failures", "counter", "Calls answered with an error.");
    sorted
        .values()
        .forEach(one ->
            out.append("redoubt_kms_plugin_call_failures_total{")
                .append(one.labels)
                .append("} ")
                .append(one.failed.sum())
                .append('\n'));
    String name = "redoubt_kms_plugin_call_seconds";
    head(out, name, "histogram", "How long calls of the API server took.");
    sorted.values().forEach(one -> histogram(out, name, one));
    return out.append("# EOF\n").toString();
  }

  private static void histogram(StringBuilder out, String name, Calls calls) {
    long count = 0;
    for (int i = 0; i < calls.buckets.length; i++) {
      count += calls.buckets[i].sum();
      out.append(name).append("_bucket{").append(calls.labels).append(",le=\"");
      out.append(i < BOUNDS.length ? Double.toString(BOUNDS[i] / 1e9) : "+Inf").append("\"} ");
      out.append(count).append('\n');
    }
    out.append(name).append("_sum{").append(calls.labels).append("} ");
    out.append(calls.nanos.sum() / 1e9).append('\n');
    out.append(name).append("_count{").append(calls.labels).append("} ").append(count).append('\n');
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
