package redoubt.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The settings of the embedded PostgreSQL. Given on the command line, so that a new version of this
 * program changes them for existing data too.
 */
final class PostgresOptions {
  private static final List<Map.Entry<String, String>> SETTINGS =
      List.of(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("password_encryption", "scram-sha-256"),
          // Small: the whole server has to live in 400 MB.
          Map.entry("max_connections", "43"),
          Map.entry("superuser_reserved_connections", "3"),
          Map.entry("shared_buffers", "32MB"),
          Map.entry("work_mem", "4MB"),
          Map.entry("maintenance_work_mem", "16MB"),
          Map.entry("wal_buffers", "4MB"),
          Map.entry("io_method", "sync"),
          Map.entry("max_worker_processes", "1"),
          Map.entry("max_parallel_workers", "0"),
          Map.entry("max_parallel_workers_per_gather", "0"),
          Map.entry("max_logical_replication_workers", "0"),
          Map.entry("autovacuum_max_workers", "1"),
          Map.entry("jit", "off"),
          // Nobody replicates from it.
          Map.entry("wal_level", "minimal"),
          Map.entry("max_wal_senders", "0"),
          // At most a second or two of recovery after a crash.
          Map.entry("max_wal_size", "256MB"),
          Map.entry("min_wal_size", "64MB"),
          Map.entry("checkpoint_timeout", "10min"),
          // A server that vanished does not hold its leases for long.
          Map.entry("tcp_keepalives_idle", "10"),
          Map.entry("tcp_keepalives_interval", "5"),
          Map.entry("tcp_keepalives_count", "3"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_checkpoints", "off"),
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_parameter_max_length", "0"),
          Map.entry("log_parameter_max_length_on_error", "0"));

  private PostgresOptions() {}

  static List<String> of(Path data, int port, boolean durable) {
    List<String> options = new ArrayList<>(List.of("-D", data.toString(), "-p", "" + port));
    SETTINGS.forEach(setting -> add(options, setting.getKey(), setting.getValue()));
    add(options, "fsync", durable ? "on" : "off");
    add(options, "synchronous_commit", durable ? "on" : "off");
    add(options, "full_page_writes", durable ? "on" : "off");
    return options;
  }

  private static void add(List<String> options, String name, String value) {
    options.add("-c");
    options.add(name + "=" + value);
  }
}
