@NullMarked
package redoubt.oci;

import org.jspecify.annotations.NullMarked;
