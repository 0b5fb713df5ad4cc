/**
 * A real etcd, objects as an API server stores them, and files as etcd writes them: larger, other
 * and worse ones than a real etcd would make in a test.
 */
@NullMarked
package redoubt.testkit.etcd;

import org.jspecify.annotations.NullMarked;
