package dev.lockstep.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the row of the catalogue of bad inputs that a test covers: `C25`.
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
@interface CatalogueRow {
    String value();
}
