package redoubt.registry.quota;

/**
 * What may still come into the repositories of a tenant or of one of its namespaces, which has a
 * limit.
 *
 * @param namespace empty for all of the tenant
 * @param left bytes of images; below zero when a limit was lowered
 * @param mostPending bytes that may wait to become part of an image
 */
public record Room(String instance, String namespace, long left, long mostPending) {}
