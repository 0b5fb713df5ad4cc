package redoubt.registry.manifests;

import java.util.Map;
import java.util.Optional;

/** A manifest that says something about another one. */
public record Referrer(
    String digest,
    String mediaType,
    long size,
    Optional<String> artifactType,
    Map<String, String> annotations) {}
