package redoubt.web;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether one part of the server can do its work.
 *
 * @param fault empty when it can, otherwise one sentence why not; quick, and safe to show to anyone
 */
public record HealthCheck(String name, Supplier<Optional<String>> fault) {}
