/** A KMS plugin's socket as the one who can open what an API server has encrypted with it. */
@NullMarked
package redoubt.encryption.plugin;

import org.jspecify.annotations.NullMarked;
