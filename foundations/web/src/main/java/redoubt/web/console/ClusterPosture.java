package redoubt.web.console;

/**
 * How one protection stands in one cluster.
 *
 * @param instance id of the instance that the cluster belongs to
 * @param cluster its name, by which all rooms know it
 * @param pill in a word or two
 * @param why in one sentence
 * @param path of the page that tells more
 */
public record ClusterPosture(String instance, String cluster, Pill pill, String why, String path) {}
