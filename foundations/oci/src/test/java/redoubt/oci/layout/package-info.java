/** Images in files, good and forged. */
@NullMarked
package redoubt.oci.layout;

import org.jspecify.annotations.NullMarked;
