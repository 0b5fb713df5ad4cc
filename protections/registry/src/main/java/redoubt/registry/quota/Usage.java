package redoubt.registry.quota;

import java.util.OptionalLong;

/**
 * Bytes that a tenant keeps, every content once.
 *
 * @param namespace the one it is about; empty for the whole tenant
 * @param live bytes of images that can be pulled
 * @param trash bytes that only images in the trash need
 * @param mostLive limit of the first
 * @param mostPulled limit of what is pulled in a month
 */
public record Usage(
    String namespace, long live, long trash, OptionalLong mostLive, OptionalLong mostPulled) {}
