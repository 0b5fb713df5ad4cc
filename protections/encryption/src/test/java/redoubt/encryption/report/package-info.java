/**
 * What reports are made of: the server's opener, the samples, the counts, and reading them back.
 */
@NullMarked
package redoubt.encryption.report;

import org.jspecify.annotations.NullMarked;
